using Weir.Bpf;
using Weir.Bpf.Language;
using Weir.Linux.Programs;

namespace Weir.Linux;

/// <summary>Writes the tables of all layers into a map of their own and puts that map in force.</summary>
/// <remarks>
/// A program takes the map that it finds in the one slot of <see cref="TransportMaps.Policy"/> and keeps to it until its end, so a
/// packet meets exactly one version of the policy, over all its filters. The kernel returns from the update of the slot only when
/// no program can still be running with the map that was there before.
/// </remarks>
internal static unsafe class LayerTables
{
    public static void Publish(BpfMap policy, MapSpec imageSpec, IReadOnlyList<LayerEntries> tables, bool reportPermits)
    {
        using BpfMap image = BpfMap.Create(imageSpec);
        using (MappedMemory memory = image.MapMemory())
        {
            for (int slot = 0; slot < tables.Count; slot++)
            {
                LayerTable* table = (LayerTable*)memory.Pointer + slot;
                table->EntryCount = (uint)tables[slot].Entries.Length;
                table->Options = reportPermits ? Decision.FlagReportPermit : 0;
                tables[slot].Entries.CopyTo(new Span<TableEntry>(table->Entries, (int)LayerTable.MaximumEntries));
                tables[slot].Filters.CopyTo(new Span<CalloutFilter>(table->Filters, (int)LayerTable.MaximumEntries));
            }
        }

        policy.Update(0u, image);
    }
}
