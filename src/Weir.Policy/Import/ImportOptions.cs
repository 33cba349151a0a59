using System.Collections.Immutable;
using System.Net.Sockets;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>What an importer has to know and the file does not say. The defaults suit a file that comes from elsewhere.</summary>
public sealed record ImportOptions
{
    /// <summary>Name of the file, for messages.</summary>
    public string FileName { get; init; } = "import";

    /// <summary>Gives interface names their indexes, in the network namespace where the policy will apply.</summary>
    public IInterfaceResolver Interfaces { get; init; } = new PlaceholderInterfaces();

    /// <summary>
    /// The values that fields of Windows are taken to have on this host (<see cref="WindowsFields"/>): a condition that such a value meets is
    /// dropped, and the report says so. Empty keeps every condition as it is.
    /// </summary>
    public ImmutableDictionary<FieldKey, ulong> AssumedValues { get; init; } = WindowsFields.AssumedValues;

    /// <summary>Who the users and groups of Windows are on this host; those who are not named match nobody.</summary>
    public ImmutableDictionary<SecurityIdentifier, Principal> Principals { get; init; } = WindowsPrincipals.Default;

    /// <summary>The family of a file that does not tell it, as iptables-save; null lets the file's addresses tell, IPv4 without any.</summary>
    public AddressFamily? Family { get; init; }
}
