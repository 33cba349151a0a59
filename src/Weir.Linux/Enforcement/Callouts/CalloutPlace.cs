namespace Weir.Linux;

/// <summary>Where a callout is linked into a layer's program, for the entries that call it.</summary>
/// <param name="Index">Its slot, from 0.</param>
/// <param name="FaultAction">What stands for its answer when its code faults.</param>
internal readonly record struct CalloutPlace(uint Index, Bpf.Language.ClassifyAction FaultAction);
