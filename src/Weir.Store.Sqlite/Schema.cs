using System.Collections.Immutable;

namespace Weir.Store.Sqlite;

/// <summary>
/// How a store is laid out: a list of steps, of which each makes the version with its number out of the one before. Steps that have been
/// released never change; a new layout is a new step.
/// </summary>
/// <param name="Steps">SQL, the first for an empty database.</param>
internal sealed record Schema(ImmutableArray<string> Steps)
{
    /// <summary>What this Weir writes.</summary>
    public static Schema Current { get; } = new([Version1, Version2]);

    /// <summary>The version that the last step makes, SQLite's <c>user_version</c>.</summary>
    public int Version => Steps.Length;

    /// <remarks>
    /// Keys are texts, so that people can read them. Numbers of 64 bits without sign are SQLite's with sign and the same bits. There are no
    /// foreign keys, because what an object names may be built in and is then not stored. Tables keep the order of their rowids. The
    /// table <c>label</c> and the views are for people and are never read by Weir.
    /// </remarks>
    private const string Version1 = """
        CREATE TABLE provider (
            key TEXT PRIMARY KEY NOT NULL,
            name TEXT NOT NULL,
            description TEXT NOT NULL,
            service_name TEXT NOT NULL,
            provider_data BLOB,
            security TEXT
        ) STRICT;

        CREATE TABLE provider_context (
            id INTEGER PRIMARY KEY,
            key TEXT UNIQUE NOT NULL,
            name TEXT NOT NULL,
            description TEXT NOT NULL,
            provider TEXT,
            data BLOB,
            classify_options TEXT,
            provider_data BLOB,
            security TEXT
        ) STRICT;

        CREATE TABLE sublayer (
            key TEXT PRIMARY KEY NOT NULL,
            name TEXT NOT NULL,
            description TEXT NOT NULL,
            provider TEXT,
            weight INTEGER NOT NULL,
            effective_weight INTEGER UNIQUE NOT NULL,
            fail_mode INTEGER NOT NULL,
            provider_data BLOB,
            security TEXT
        ) STRICT;

        CREATE TABLE callout (
            key TEXT PRIMARY KEY NOT NULL,
            name TEXT NOT NULL,
            description TEXT NOT NULL,
            provider TEXT,
            layer INTEGER NOT NULL,
            uses_provider_context INTEGER NOT NULL,
            provider_data BLOB,
            security TEXT
        ) STRICT;

        CREATE TABLE filter (
            id INTEGER PRIMARY KEY,
            key TEXT UNIQUE NOT NULL,
            name TEXT NOT NULL,
            description TEXT NOT NULL,
            provider TEXT,
            layer INTEGER NOT NULL,
            sublayer TEXT NOT NULL,
            weight_range INTEGER,
            weight INTEGER,
            effective_weight INTEGER NOT NULL,
            flags INTEGER NOT NULL,
            conditions TEXT NOT NULL,
            action INTEGER NOT NULL,
            callout TEXT,
            context INTEGER NOT NULL,
            provider_context TEXT,
            provider_data BLOB,
            security TEXT
        ) STRICT;

        CREATE TABLE security (
            container TEXT PRIMARY KEY NOT NULL,
            descriptor TEXT NOT NULL
        ) STRICT;

        CREATE TABLE label (
            kind TEXT NOT NULL,
            value ANY NOT NULL,
            name TEXT NOT NULL,
            PRIMARY KEY (kind, value)
        ) STRICT, WITHOUT ROWID;

        CREATE VIEW conditions AS
        SELECT
            filter.id AS filter,
            condition.key + 1 AS number,
            coalesce(label.name, condition.value ->> 0) AS field,
            condition.value ->> 1 AS match,
            condition.value -> 2 AS value
        FROM filter
        JOIN json_each(filter.conditions) AS condition
        LEFT JOIN label ON label.kind = 'field' AND label.value = condition.value ->> 0;

        CREATE VIEW filters AS
        SELECT
            filter.id,
            filter.name,
            coalesce(layer.name, filter.layer) AS layer,
            coalesce(sublayer.name, built_in.name, filter.sublayer) AS sublayer,
            printf('0x%016x', filter.effective_weight) AS weight,
            CASE filter.action
                WHEN 0x1001 THEN 'block'
                WHEN 0x1002 THEN 'permit'
                WHEN 0x4005 THEN 'callout-unknown'
                WHEN 0x5003 THEN 'callout-terminating'
                WHEN 0x6004 THEN 'callout-inspection'
                ELSE printf('0x%x', filter.action)
            END AS action,
            CASE WHEN filter.flags & 2 THEN 'boot-time' ELSE 'persistent' END AS lifetime,
            (SELECT group_concat(field || ' ' || match || ' ' || value, '; ') FROM conditions WHERE conditions.filter = filter.id) AS conditions,
            provider.name AS provider
        FROM filter
        LEFT JOIN label AS layer ON layer.kind = 'layer' AND layer.value = filter.layer
        LEFT JOIN label AS built_in ON built_in.kind = 'sublayer' AND built_in.value = filter.sublayer
        LEFT JOIN sublayer ON sublayer.key = filter.sublayer
        LEFT JOIN provider ON provider.key = filter.provider;
        """;

    /// <remarks>Filters can limit.</remarks>
    private const string Version2 = """
        ALTER TABLE filter ADD COLUMN action_limit TEXT;

        DROP VIEW filters;

        CREATE VIEW filters AS
        SELECT
            filter.id,
            filter.name,
            coalesce(layer.name, filter.layer) AS layer,
            coalesce(sublayer.name, built_in.name, filter.sublayer) AS sublayer,
            printf('0x%016x', filter.effective_weight) AS weight,
            CASE filter.action
                WHEN 0x1001 THEN 'block'
                WHEN 0x1002 THEN 'permit'
                WHEN 0x1100 THEN 'limit'
                WHEN 0x4005 THEN 'callout-unknown'
                WHEN 0x5003 THEN 'callout-terminating'
                WHEN 0x6004 THEN 'callout-inspection'
                ELSE printf('0x%x', filter.action)
            END AS action,
            CASE WHEN filter.flags & 2 THEN 'boot-time' ELSE 'persistent' END AS lifetime,
            (SELECT group_concat(field || ' ' || match || ' ' || value, '; ') FROM conditions WHERE conditions.filter = filter.id) AS conditions,
            provider.name AS provider
        FROM filter
        LEFT JOIN label AS layer ON layer.kind = 'layer' AND layer.value = filter.layer
        LEFT JOIN label AS built_in ON built_in.kind = 'sublayer' AND built_in.value = filter.sublayer
        LEFT JOIN sublayer ON sublayer.key = filter.sublayer
        LEFT JOIN provider ON provider.key = filter.provider;
        """;
}
