using Weir.Policy;

namespace Weir.Cli.Replaying;

/// <summary>
/// The one interface that all packets of a replay came through. A capture does not know the indexes of the host that it was made on, and
/// the kernel's test run lets every packet come through the loopback interface, so that is the index it has in every engine.
/// </summary>
/// <param name="name">Its name in the policy, or null when no name is meant.</param>
internal sealed class CaptureInterface(string? name) : IInterfaceResolver
{
    public const uint Index = 1;

    private readonly Dictionary<string, uint> _others = [];

    public IReadOnlyCollection<string> Names => [];

    /// <summary>The names that the policy has and that are not this interface's.</summary>
    public IReadOnlyCollection<string> Others => _others.Keys;

    public uint? FindIndex(string wanted)
    {
        if (wanted == name)
        {
            return Index;
        }

        if (!_others.TryGetValue(wanted, out uint index))
        {
            index = uint.MaxValue - (uint)_others.Count;
            _others.Add(wanted, index);
        }

        return index;
    }
}
