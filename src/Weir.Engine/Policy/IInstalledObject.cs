namespace Weir.Engine;

/// <summary>What all objects have that come and go with transactions.</summary>
internal interface IInstalledObject : ISecuredObject
{
    /// <summary>Unique key among the objects of the kind.</summary>
    Guid Key { get; }

    /// <summary>Run-time id, unique among the objects of the kind.</summary>
    ulong Id { get; }

    /// <summary>Name for people.</summary>
    string Name { get; }

    /// <summary>How long it lives.</summary>
    Lifetime Lifetime { get; }

    /// <summary>Key of the provider that it belongs to, or all zero.</summary>
    Guid Provider { get; }

    /// <summary>The dynamic session that it belongs to, or 0.</summary>
    ulong SessionId { get; }
}
