using Microsoft.Data.Sqlite;
using Weir.Engine;

namespace Weir.Store.Sqlite;

/// <summary>Writes changes into the tables, inside a transaction that its user has begun.</summary>
internal sealed class PolicyWriter : IDisposable
{
    private readonly string _path;
    private readonly Statement _addProvider;
    private readonly Statement _addProviderContext;
    private readonly Statement _addSubLayer;
    private readonly Statement _addCallout;
    private readonly Statement _addFilter;
    private readonly Statement _setSecurity;
    private readonly Statement _deleteSecurity;
    private readonly Dictionary<ObjectKind, (string Table, Statement Delete)> _tables;

    public PolicyWriter(SqliteConnection connection, string path)
    {
        _path = path;
        _addProvider = Insert("provider", "key", "name", "description", "service_name", "provider_data", "security");
        _addProviderContext = Insert("provider_context", "id", "key", "name", "description", "provider", "data", "classify_options", "provider_data", "security");
        _addSubLayer = Insert(
            "sublayer", "key", "name", "description", "provider", "weight", "effective_weight", "fail_mode", "provider_data", "security");
        _addCallout = Insert("callout", "key", "name", "description", "provider", "layer", "uses_provider_context", "provider_data", "security");
        _addFilter = Insert(
            "filter",
            "id", "key", "name", "description", "provider", "layer", "sublayer", "weight_range", "weight", "effective_weight", "flags", "conditions",
            "action", "callout", "context", "provider_context", "provider_data", "security", "action_limit");
        _setSecurity = Statement.Insert(connection, "INSERT OR REPLACE", "security", "container", "descriptor");
        _deleteSecurity = new Statement(connection, "DELETE FROM security WHERE container = $container", "container");
        _tables = new()
        {
            [ObjectKind.Provider] = Delete("provider"),
            [ObjectKind.ProviderContext] = Delete("provider_context"),
            [ObjectKind.SubLayer] = Delete("sublayer"),
            [ObjectKind.Callout] = Delete("callout"),
            [ObjectKind.Filter] = Delete("filter"),
        };

        Statement Insert(string table, params string[] columns) => Statement.Insert(connection, "INSERT", table, columns);

        (string, Statement) Delete(string table) => (table, Statement.Delete(connection, table));
    }

    /// <exception cref="ArgumentException">The change has an object that no store can keep.</exception>
    /// <exception cref="PolicyStoreException">An object to be deleted is not there.</exception>
    /// <exception cref="SqliteException">SQLite does not take it.</exception>
    public void Write(StoredPolicyChange change)
    {
        foreach (var deleted in change.Deleted)
        {
            Delete(deleted);
        }

        foreach (var container in change.DeletedSecurity)
        {
            _deleteSecurity.Run(ContainerName.Of(container));
        }

        foreach (var provider in change.Added.Providers)
        {
            Add(provider);
        }

        foreach (var context in change.Added.ProviderContexts)
        {
            Add(context);
        }

        foreach (var subLayer in change.Added.SubLayers)
        {
            Add(subLayer);
        }

        foreach (var callout in change.Added.Callouts)
        {
            Add(callout);
        }

        foreach (var filter in change.Added.Filters)
        {
            Add(filter);
        }

        foreach (var security in change.Added.Security)
        {
            _setSecurity.Run(ContainerName.Of(security.Container), SecurityJson.Write(security.Descriptor));
        }
    }

    public void Dispose()
    {
        foreach (var statement in new[] { _addProvider, _addProviderContext, _addSubLayer, _addCallout, _addFilter, _setSecurity, _deleteSecurity })
        {
            statement.Dispose();
        }

        foreach (var (_, statement) in _tables.Values)
        {
            statement.Dispose();
        }
    }

    private void Delete(StoredObjectKey deleted)
    {
        if (!_tables.TryGetValue(deleted.Kind, out var target))
        {
            throw new ArgumentException($"{deleted.Kind} is not a kind of stored objects.");
        }

        if (target.Delete.Run(Text(deleted.Key)) == 0)
        {
            throw Failure.MissingObject(_path, target.Table, deleted.Key);
        }
    }

    private void Add(ProviderSpec spec) => _addProvider.Run(
        Text(spec.Key), spec.Name, spec.Description, spec.ServiceName, Bytes(spec.ProviderData), SecurityJson.Write(spec.Security));

    private void Add(StoredProviderContext context)
    {
        var spec = context.Spec;
        if (spec.Payload is not null)
        {
            throw new ArgumentException($"Provider context '{spec.Name}' has a payload, which cannot be stored. Give it Data, or leave out Persistent.");
        }

        _addProviderContext.Run(
            Id(context.Id), Text(spec.Key), spec.Name, spec.Description, Text(spec.Provider),
            Bytes(spec.Data), OptionsJson.Write(spec.ClassifyOptions), Bytes(spec.ProviderData), SecurityJson.Write(spec.Security));
    }

    private void Add(StoredSubLayer subLayer)
    {
        var spec = subLayer.Spec;
        _addSubLayer.Run(
            Text(spec.Key), spec.Name, spec.Description, Text(spec.Provider),
            (long)spec.Weight, (long)subLayer.EffectiveWeight, (long)spec.FailMode, Bytes(spec.ProviderData), SecurityJson.Write(spec.Security));
    }

    private void Add(CalloutSpec spec) => _addCallout.Run(
        Text(spec.Key), spec.Name, spec.Description, Text(spec.Provider),
        (long)spec.ApplicableLayer, spec.UsesProviderContext ? 1L : 0L, Bytes(spec.ProviderData), SecurityJson.Write(spec.Security));

    private void Add(StoredFilter filter)
    {
        var spec = filter.Spec;
        _addFilter.Run(
            Id(filter.Id), Text(spec.Key), spec.Name, spec.Description, Text(spec.Provider), (long)spec.Layer, spec.SubLayer.ToString(),
            spec.Weight.Type == DataType.UInt8 ? (long)spec.Weight.Value : null,
            spec.Weight.Type == DataType.UInt64 ? (long)spec.Weight.Value : null,
            (long)filter.EffectiveWeight, (long)spec.Flags, ConditionJson.Write(spec.Conditions),
            (long)spec.Action, Text(spec.Callout), (long)spec.Context, Text(spec.ProviderContext),
            Bytes(spec.ProviderData), SecurityJson.Write(spec.Security), LimitJson.Write(spec.Limit));
    }

    /// <summary>Rows come back in the order of their ids, which SQLite compares with sign.</summary>
    private static long Id(ulong id) => id <= long.MaxValue ? (long)id : throw new ArgumentException($"The id {id} is above {long.MaxValue}.");

    private static string? Text(Guid key) => key == Guid.Empty ? null : key.ToString();

    private static byte[]? Bytes(ByteBlob bytes) => bytes.IsEmpty ? null : bytes.Bytes.ToArray();
}
