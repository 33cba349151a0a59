using System.Net;
using Weir.Engine;

namespace Weir.Store.Sqlite.Writer;

/// <summary>
/// What one commit of the writer adds: an object of every kind, and four filters, all of which follow from its number. The commit also
/// deletes the round of <see cref="Kept"/> commits before, so half a commit would show.
/// </summary>
public sealed class Round
{
    /// <summary>How many rounds the policy has.</summary>
    public const int Kept = 4;

    /// <summary>How many filters a round has.</summary>
    public const int FilterCount = 4;

    /// <param name="number">Number of the commit, from 1.</param>
    public Round(long number)
    {
        Number = number;
        Provider = new ProviderSpec { Key = Key(1), Name = $"provider of {number}", ProviderData = ByteBlob.Create(new byte[number % 300]), Persistent = true };
        Context = new ProviderContextSpec
        {
            Key = Key(2),
            Name = $"context of {number}",
            Provider = Provider.Key,
            Data = ByteBlob.Create(BitConverter.GetBytes(number)),
            Persistent = true,
        };
        SubLayer = new SubLayerSpec
        {
            Key = Key(3),
            Name = $"sublayer of {number}",
            Provider = Provider.Key,
            Weight = (ushort)(number % 0x4000),
            Persistent = true,
        };
        Callout = new CalloutSpec
        {
            Key = Key(4),
            Name = $"callout of {number}",
            Provider = Provider.Key,
            ApplicableLayer = LayerId.OutboundTransportV4,
            UsesProviderContext = true,
            Persistent = true,
        };
        Filters =
        [
            Filter(0) with { Conditions = [FilterCondition.RemoteAddress(new IPAddress((uint)number)), FilterCondition.RemotePort((ushort)number)] },
            Filter(1) with { Flags = FilterFlags.BootTime, Layer = LayerId.InboundTransportV6, Weight = FilterWeight.Range((byte)(number % 16)) },
            Filter(2) with
            {
                Action = FilterAction.CalloutTerminating, Callout = Callout.Key, ProviderContext = Context.Key,
                Flags = FilterFlags.Persistent | FilterFlags.HasProviderContext,
            },
            Filter(3) with { Weight = FilterWeight.Exact((ulong)number), Security = new SecurityDescriptor(Principal.User((uint)number)) },
        ];
    }

    /// <summary>Number of the commit.</summary>
    public long Number { get; }

    public ProviderSpec Provider { get; }

    public ProviderContextSpec Context { get; }

    public SubLayerSpec SubLayer { get; }

    public CalloutSpec Callout { get; }

    public IReadOnlyList<FilterSpec> Filters { get; }

    /// <summary>Number of the last commit that is in a policy, 0 for none.</summary>
    public static long LastIn(PolicySnapshot policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy.Filters.Select(filter => NumberIn(filter.Key)).DefaultIfEmpty().Max();
    }

    /// <summary>Adds the round, and deletes the one that is too old, in one commit.</summary>
    /// <returns>The run-time ids: of the filters, then of the provider context.</returns>
    public IReadOnlyList<ulong> Commit(Session session)
    {
        ArgumentNullException.ThrowIfNull(session);
        using var transaction = session.BeginTransaction();
        session.AddProvider(Provider);
        var context = session.AddProviderContext(Context);
        session.AddSubLayer(SubLayer);
        session.AddCallout(Callout);
        List<ulong> ids = [.. Filters.Select(filter => session.AddFilter(filter)), context];
        if (Number > Kept)
        {
            new Round(Number - Kept).Delete(session);
        }

        transaction.Commit();
        return ids;
    }

    private static long NumberIn(Guid key) => BitConverter.ToInt64(key.ToByteArray());

    private void Delete(Session session)
    {
        foreach (var filter in Filters)
        {
            session.DeleteFilter(filter.Key);
        }

        session.DeleteCallout(Callout.Key);
        session.DeleteSubLayer(SubLayer.Key);
        session.DeleteProviderContext(Context.Key);
        session.DeleteProvider(Provider.Key);
    }

    private FilterSpec Filter(byte number) => new()
    {
        Key = Key((byte)(5 + number)),
        Name = $"filter {number} of {Number}",
        Provider = Provider.Key,
        Layer = LayerId.OutboundTransportV4,
        SubLayer = SubLayer.Key,
        Action = FilterAction.Block,
        Flags = FilterFlags.Persistent,
    };

    private Guid Key(byte kind) => new([.. BitConverter.GetBytes(Number), 0, 0, 0, 0, 0, 0, 0, kind]);
}
