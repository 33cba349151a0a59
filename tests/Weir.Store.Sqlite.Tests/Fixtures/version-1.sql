PRAGMA application_id = 0x57656972;
PRAGMA user_version = 1;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE provider (
    key TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    service_name TEXT NOT NULL,
    provider_data BLOB,
    security TEXT
) STRICT;
INSERT INTO provider VALUES('11111111-0000-4000-8000-000000000001','Büro 漢字 🌊','It''s "quoted"; DROP TABLE provider --','weir-office.service',X'0100ff','{"owner":["user",1000],"entries":[["deny","group",4294967295,589824],["allow","everyone",0,128],["allow","user",0,985087]]}');
INSERT INTO provider VALUES('11111111-0000-4000-8000-000000000000','plain','','',NULL,NULL);
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
INSERT INTO provider_context VALUES(5,'22222222-0000-4000-8000-000000000001','context','data for a callout','11111111-0000-4000-8000-000000000001',X'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff',NULL,X'07','{"owner":["user",1000],"entries":[["deny","group",4294967295,589824],["allow","everyone",0,128],["allow","user",0,985087]]}');
INSERT INTO provider_context VALUES(9223372036854775807,'66666666-0000-4000-8000-000000000000','options','',NULL,NULL,'{"MulticastState":"AllowGlobal","LooseSourceMapping":true,"UnicastLifetime":4294967295,"MulticastLifetime":1,"LocalOnlyMapping":true}',NULL,NULL);
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
INSERT INTO sublayer VALUES('33333333-0000-4000-8000-000000000001','sublayer','first','11111111-0000-4000-8000-000000000001',65535,65534,1,X'08','{"owner":["user",1000],"entries":[["deny","group",4294967295,589824],["allow","everyone",0,128],["allow","user",0,985087]]}');
INSERT INTO sublayer VALUES('33333333-0000-4000-8000-000000000000','plain','',NULL,0,0,0,NULL,NULL);
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
INSERT INTO callout VALUES('44444444-0000-4000-8000-000000000001','callout','asks','11111111-0000-4000-8000-000000000001',16,1,X'09','{"owner":["user",1000],"entries":[["deny","group",4294967295,589824],["allow","everyone",0,128],["allow","user",0,985087]]}');
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
INSERT INTO "filter" VALUES(7,'55555555-0000-4000-8000-000000000001','every type of value','and every match type','11111111-0000-4000-8000-000000000001',16,'33333333-0000-4000-8000-000000000001',NULL,-1,-1,29,'[["66666666-0000-4000-8000-000000000001","Equal",{"Empty":null}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","Greater",{"UInt8":0}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","Less",{"UInt8":255}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","GreaterOrEqual",{"UInt16":65535}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","LessOrEqual",{"UInt32":4294967295}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","Range",{"UInt64":18446744073709551615}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","FlagsAllSet",{"Int8":-128}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","FlagsAnySet",{"Int8":127}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","FlagsNoneSet",{"Int16":-32768}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","EqualCaseInsensitive",{"Int32":-2147483648}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","NotEqual",{"Int64":-9223372036854775808}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","Prefix",{"Int64":9223372036854775807}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","NotPrefix",{"Float":"80000000"}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","Equal",{"Float":"ffc00000"}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","Greater",{"Float":"00000001"}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","Less",{"Double":"fff0000000000000"}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","GreaterOrEqual",{"Double":"7ff8000000000001"}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","LessOrEqual",{"ByteArray16":"00000000000000000000000000000001"}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","Range",{"ByteArray16":"ffffffffffffffffffffffffffffffff"}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","FlagsAllSet",{"ByteArray6":"0001020304ff"}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","FlagsAnySet",{"ByteBlob":""}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","FlagsNoneSet",{"ByteBlob":"00ff2227"}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","EqualCaseInsensitive",{"ByteBlob":"5c006400650076006900630065005c0068006100720064006400690073006b0076006f006c0075006d00650031005c00770069006e0064006f00770073005c00730079007300740065006d00330032005c0073007600630068006f00730074002e006500780065000000"}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","NotEqual",{"Sid":"S-1-5-21-1-2-3-4294967295"}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","Prefix",{"SecurityDescriptor":{"owner":["user",1000],"entries":[["deny","group",4294967295,589824],["allow","everyone",0,128],["allow","user",0,985087]]}}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","NotPrefix",{"SecurityDescriptor":{"owner":["user",0],"entries":[]}}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","Equal",{"TokenInformation":{"user":0,"groups":[]}}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","Greater",{"TokenAccessInformation":{"user":4294967295,"groups":[0,7,4294967295]}}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","Less",{"UnicodeString":""}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","GreaterOrEqual",{"UnicodeString":"größe \"x\" \\ '' 漢字 \uD83C\uDF0A \u0001 \u2028"}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","LessOrEqual",{"BitmapIndex":63}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","Range",{"BitmapArray64":18446744073709551615}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","FlagsAllSet",{"V4AddressMask":["10.0.0.1","255.0.255.0"]}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","FlagsAnySet",{"V6AddressPrefix":["ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",128]}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","FlagsNoneSet",{"V6AddressPrefix":["::ffff:127.0.0.1",96]}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","EqualCaseInsensitive",{"Range":[{"UInt16":1},{"UInt16":2}]}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","NotEqual",{"Range":[{"UInt64":0},{"UInt64":18446744073709551615}]}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","Prefix",{"Range":[{"ByteArray16":"00000000000000000000000000000000"},{"ByteArray16":"ffffffffffffffffffffffffffffffff"}]}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","NotPrefix",{"Range":[{"UnicodeString":"a"},{"UnicodeString":"ä"}]}],["c35a604d-d22b-4e1a-91b4-68f674ee674b","Equal",{"Range":[{"UInt8":1},{"UInt16":2}]}]]',20483,'44444444-0000-4000-8000-000000000001',0,'22222222-0000-4000-8000-000000000001',X'0a','{"owner":["user",1000],"entries":[["deny","group",4294967295,589824],["allow","everyone",0,128],["allow","user",0,985087]]}');
INSERT INTO "filter" VALUES(9,'55555555-0000-4000-8000-000000000000','boot time','',NULL,14,'eebecc03-ced4-4380-819a-2734397b2b74',15,NULL,-1152921504606846975,2,'[]',4097,NULL,-1,NULL,NULL,NULL);
CREATE TABLE security (
    container TEXT PRIMARY KEY NOT NULL,
    descriptor TEXT NOT NULL
) STRICT;
INSERT INTO security VALUES('provider','{"owner":["user",1000],"entries":[["deny","group",4294967295,589824],["allow","everyone",0,128],["allow","user",0,985087]]}');
INSERT INTO security VALUES('provider_context','{"owner":["user",1000],"entries":[["deny","group",4294967295,589824],["allow","everyone",0,128],["allow","user",0,985087]]}');
INSERT INTO security VALUES('sublayer','{"owner":["user",1000],"entries":[["deny","group",4294967295,589824],["allow","everyone",0,128],["allow","user",0,985087]]}');
INSERT INTO security VALUES('callout','{"owner":["user",1000],"entries":[["deny","group",4294967295,589824],["allow","everyone",0,128],["allow","user",0,985087]]}');
INSERT INTO security VALUES('filter','{"owner":["user",1000],"entries":[["deny","group",4294967295,589824],["allow","everyone",0,128],["allow","user",0,985087]]}');
INSERT INTO security VALUES('layer','{"owner":["user",1000],"entries":[["deny","group",4294967295,589824],["allow","everyone",0,128],["allow","user",0,985087]]}');
INSERT INTO security VALUES('net_event','{"owner":["user",1000],"entries":[["deny","group",4294967295,589824],["allow","everyone",0,128],["allow","user",0,985087]]}');
INSERT INTO security VALUES('engine','{"owner":["user",1000],"entries":[["deny","group",4294967295,589824],["allow","everyone",0,128],["allow","user",0,985087]]}');
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
COMMIT;
