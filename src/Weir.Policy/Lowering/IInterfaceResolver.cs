namespace Weir.Policy;

/// <summary>Gives the interfaces of a network namespace their indexes.</summary>
public interface IInterfaceResolver
{
    /// <summary>The names that exist, for messages; empty when nobody knows them.</summary>
    IReadOnlyCollection<string> Names { get; }

    /// <summary>The index of an interface, or <see langword="null"/> when there is none of that name.</summary>
    uint? FindIndex(string name);
}
