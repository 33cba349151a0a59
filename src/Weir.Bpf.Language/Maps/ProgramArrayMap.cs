namespace Weir.Bpf.Language;

/// <summary>An array of programs (<c>BPF_MAP_TYPE_PROG_ARRAY</c>): a tail call continues in one of them and does not come back.</summary>
/// <param name="maxEntries">Number of slots.</param>
public sealed unsafe class ProgramArrayMap(uint maxEntries) : Map(MapType.ProgramArray, sizeof(uint), sizeof(uint), maxEntries, MapFlags.None)
{
    /// <summary>Continues in the program of a slot; falls through to the next statement when the slot is empty. On the CLR it always falls through.</summary>
    /// <param name="context">The program's own context.</param>
    /// <param name="index">The slot.</param>
    [Intrinsic(Intrinsic.TailCall)]
    public void TailCall(void* context, uint index)
    {
    }
}
