using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Weir.Engine;

namespace Weir.Store.Sqlite;

/// <summary>Reads the tables.</summary>
internal sealed class PolicyReader(SqliteConnection connection, string path)
{
    /// <exception cref="PolicyStoreException">A row makes no sense.</exception>
    /// <exception cref="SqliteException">SQLite cannot read.</exception>
    public StoredPolicy Read() => new()
    {
        Providers = ReadAll(
            "SELECT key, name, description, service_name, provider_data, security FROM provider ORDER BY rowid", "provider", row => new ProviderSpec
            {
                Key = row.Key(0),
                Name = row.Text(1),
                Description = row.Text(2),
                ServiceName = row.Text(3),
                ProviderData = row.Bytes(4),
                Persistent = true,
                Security = row.Security(5),
            }),
        ProviderContexts = ReadAll(
            "SELECT id, key, name, description, provider, data, classify_options, provider_data, security FROM provider_context ORDER BY id", "provider_context", row =>
            {
                var spec = new ProviderContextSpec
                {
                    Key = row.Key(1),
                    Name = row.Text(2),
                    Description = row.Text(3),
                    Provider = row.Key(4),
                    Data = row.Bytes(5),
                    ClassifyOptions = row.Options(6),
                    ProviderData = row.Bytes(7),
                    Persistent = true,
                    Security = row.Security(8),
                };
                return new StoredProviderContext(spec, row.Unsigned(0));
            }),
        SubLayers = ReadAll(
            "SELECT key, name, description, provider, weight, effective_weight, fail_mode, provider_data, security FROM sublayer ORDER BY rowid", "sublayer", row =>
            {
                var spec = new SubLayerSpec
                {
                    Key = row.Key(0),
                    Name = row.Text(1),
                    Description = row.Text(2),
                    Provider = row.Key(3),
                    Weight = checked((ushort)row.Signed(4)),
                    FailMode = (FailMode)checked((int)row.Signed(6)),
                    ProviderData = row.Bytes(7),
                    Persistent = true,
                    Security = row.Security(8),
                };
                return new StoredSubLayer(spec, checked((ushort)row.Signed(5)));
            }),
        Callouts = ReadAll(
            "SELECT key, name, description, provider, layer, uses_provider_context, provider_data, security FROM callout ORDER BY rowid", "callout", row => new CalloutSpec
            {
                Key = row.Key(0),
                Name = row.Text(1),
                Description = row.Text(2),
                Provider = row.Key(3),
                ApplicableLayer = (LayerId)checked((ushort)row.Signed(4)),
                UsesProviderContext = row.Signed(5) != 0,
                ProviderData = row.Bytes(6),
                Persistent = true,
                Security = row.Security(7),
            }),
        Filters = ReadAll(
            """
            SELECT id, key, name, description, provider, layer, sublayer, weight_range, weight, effective_weight, flags, conditions,
                action, callout, context, provider_context, provider_data, security, action_limit
            FROM filter ORDER BY id
            """,
            "filter", row =>
            {
                var spec = new FilterSpec
                {
                    Key = row.Key(1),
                    Name = row.Text(2),
                    Description = row.Text(3),
                    Provider = row.Key(4),
                    Layer = (LayerId)checked((ushort)row.Signed(5)),
                    SubLayer = row.Key(6),
                    Weight = row.Weight(7, 8),
                    Flags = (FilterFlags)checked((uint)row.Signed(10)),
                    Conditions = row.Conditions(11),
                    Action = (FilterAction)checked((uint)row.Signed(12)),
                    Callout = row.Key(13),
                    Context = row.Unsigned(14),
                    ProviderContext = row.Key(15),
                    ProviderData = row.Bytes(16),
                    Security = row.Security(17),
                    Limit = row.Limit(18),
                };
                return new StoredFilter(spec, row.Unsigned(0), row.Unsigned(9));
            }),
        Security = ReadAll(
            "SELECT container, descriptor FROM security ORDER BY rowid", "security",
            row => new StoredSecurity(ContainerName.Parse(row.Text(0)), row.Security(1)!)),
    };

    private ImmutableArray<T> ReadAll<T>(string sql, string table, Func<Row, T> read)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        var items = ImmutableArray.CreateBuilder<T>();
        var row = new Row(rows);
        while (rows.Read())
        {
            try
            {
                items.Add(read(row));
            }
            catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException or ArgumentException or OverflowException)
            {
                throw Failure.Unreadable(path, $"the row '{rows.GetValue(0)}' of table {table}", failure.Message, failure);
            }
        }

        return items.DrainToImmutable();
    }

    /// <summary>The row that is being read, by the number of the column.</summary>
    private sealed class Row(SqliteDataReader reader)
    {
        public string Text(int column) => reader.GetString(column);

        public long Signed(int column) => reader.GetInt64(column);

        public ulong Unsigned(int column) => (ulong)reader.GetInt64(column);

        public Guid Key(int column) => reader.IsDBNull(column) ? Guid.Empty : Guid.ParseExact(reader.GetString(column), "D");

        public ByteBlob Bytes(int column) => reader.IsDBNull(column) ? default : ByteBlob.Create(reader.GetFieldValue<byte[]>(column));

        public ClassifyOptions? Options(int column) => OptionsJson.Read(reader.IsDBNull(column) ? null : reader.GetString(column));

        public LimitSpec? Limit(int column) => LimitJson.Read(reader.IsDBNull(column) ? null : reader.GetString(column));

        public SecurityDescriptor? Security(int column) => SecurityJson.Read(reader.IsDBNull(column) ? null : reader.GetString(column));

        public ConditionList Conditions(int column) => ConditionJson.Read(reader.GetFieldValue<byte[]>(column));

        public FilterWeight Weight(int range, int exact) => (reader.IsDBNull(range), reader.IsDBNull(exact)) switch
        {
            (true, true) => FilterWeight.Auto,
            (false, true) => FilterWeight.Range(checked((byte)Signed(range))),
            (true, false) => FilterWeight.Exact(Unsigned(exact)),
            _ => throw new FormatException("it has both weight_range and weight"),
        };
    }
}
