using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Linux.Programs;

/// <summary>Keeps a flood of events from the process that reads them.</summary>
internal static unsafe class EventGate
{
    /// <summary>
    /// Whether an event is handed over: samples, and pays for what is left. Samples are drawn by lot, because traffic has periods of its own. A
    /// global function, because the verifier would go through its loop again for every way to an event.
    /// </summary>
    /// <returns>0 for an event that is left out.</returns>
    [GlobalFunction]
    public static uint Admits()
    {
        EventGateRecord* gate = PacketMaps.EventGate.First();
        uint sampling = gate->Sampling;
        if (sampling > 1 && Helpers.GetPseudoRandom() % sampling != 0)
        {
            return 0;
        }

        return gate->Rate.CostPerUnit == 0 || LimitMeter.Take(ref gate->PaidUntil, in gate->Rate, Helpers.KtimeGetNanoseconds(), length: 0) ? 1u : 0u;
    }
}
