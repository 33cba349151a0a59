namespace Weir.Bpf.Language;

/// <summary>Binds a method to a kernel helper (<c>bpf-helpers(7)</c>). In the kernel it becomes one call instruction; the C# body is what the CLR runs.</summary>
/// <param name="id">The helper's number (<c>enum bpf_func_id</c>).</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HelperAttribute(int id) : Attribute
{
    /// <summary>The helper's number (<c>enum bpf_func_id</c>).</summary>
    public int Id { get; } = id;

    /// <summary>Whether the helper may move or resize the packet: packet pointers taken before the call are worthless after it.</summary>
    public bool ChangesPacket { get; set; }

    /// <summary>Whether the kernel keeps the helper from programs whose licence is not compatible with the GPL (<c>gpl_only</c>).</summary>
    public bool GplOnly { get; set; }
}
