using System.Diagnostics;
using System.Net;
using Microsoft.Data.Sqlite;
using Weir.Engine;
using Weir.Store.Sqlite;

namespace Weir.Benchmarks.Store;

/// <summary>
/// What persistent filters cost: commits of one beside few and many, against a bare SQLite transaction of one row in a file of the same
/// settings, all in turn within each round; storing and loading many. Files are in the directory for temporary files.
/// </summary>
internal static class StoreBenchmark
{
    private const int Rounds = 500;
    private const int Few = 10;
    private const int Many = 100_000;

    public static int Run()
    {
        var directory = Directory.CreateTempSubdirectory("weir-benchmark-");
        try
        {
            var fewPath = Path.Combine(directory.FullName, "few.db");
            var manyPath = Path.Combine(directory.FullName, "many.db");
            Console.WriteLine($"Filters of three conditions; files in {directory.Parent}; medians.");
            using (var few = SqlitePolicyStore.Open(fewPath))
            {
                Add(few, 1, Few);
            }

            using (var many = SqlitePolicyStore.Open(manyPath))
            {
                var storing = Stopwatch.StartNew();
                Add(many, 1, Many);
                Console.WriteLine($"store {Many:N0} filters in one commit: {storing.ElapsedMilliseconds:N0} ms");
            }

            var bytes = new FileInfo(manyPath).Length;
            Console.WriteLine($"file of {Many:N0} filters: {bytes / 1e6:F1} MB, {bytes / (double)Many:F0} bytes a filter");
            MeasureStart(manyPath);
            MeasureCommits(fewPath, manyPath, Path.Combine(directory.FullName, "bare.db"));
            return 0;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static void MeasureStart(string path)
    {
        List<double> opening = [];
        List<double> loading = [];
        List<double> starting = [];
        for (var round = 0; round < 7; round++)
        {
            var clock = Stopwatch.StartNew();
            using var store = SqlitePolicyStore.Open(path);
            opening.Add(clock.Elapsed.TotalMilliseconds);
            clock.Restart();
            store.Load();
            loading.Add(clock.Elapsed.TotalMilliseconds);
            clock.Restart();
            using var engine = new FilterEngine(new NoTraffic(), new FilterEngineOptions { Store = store });
            starting.Add(clock.Elapsed.TotalMilliseconds);
        }

        Console.WriteLine($"open and check the file of {Many:N0} filters: {Median(opening):F0} ms; load them: {Median(loading):F0} ms; start an engine with them: {Median(starting):F0} ms");
    }

    private static void MeasureCommits(string fewPath, string manyPath, string barePath)
    {
        using var few = SqlitePolicyStore.Open(fewPath);
        using var many = SqlitePolicyStore.Open(manyPath);
        using var bare = new BareTransactions(barePath);
        using var engine = new FilterEngine(new NoTraffic(), new FilterEngineOptions { Store = many });
        using var session = engine.OpenSession();
        List<double> bareTimes = [];
        List<double> fewTimes = [];
        List<double> manyTimes = [];
        for (var round = 0; round < Rounds; round++)
        {
            bareTimes.Add(Time(() => bare.Commit(round)));
            fewTimes.Add(Time(() => Add(few, Few + 1 + round, 1)));
            manyTimes.Add(Time(() => session.AddFilter(Filter(Many + 1 + round))));
        }

        Console.WriteLine();
        Console.WriteLine($"{"one transaction, microseconds",-46}{"median",8}{"9 in 10",9}{"most",9}{"of bare",9}");
        Print("one row of 200 bytes, bare SQLite", bareTimes, bareTimes);
        Print($"one filter, {Few} stored, by the store", fewTimes, bareTimes);
        Print($"one filter, {Many:N0} stored, by an engine", manyTimes, bareTimes);
    }

    private static void Print(string what, List<double> times, List<double> bare)
    {
        var sorted = times.Order().ToList();
        Console.WriteLine($"{what,-46}{Median(times),8:F0}{sorted[sorted.Count * 9 / 10],9:F0}{sorted[^1],9:F0}{Median(times) / Median(bare),9:F2}");
    }

    private static double Time(Action action)
    {
        var started = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(started).TotalMicroseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Add(SqlitePolicyStore store, int first, int count)
    {
        var filters = Enumerable.Range(first, count).Select(number => new StoredFilter(Filter(number), (ulong)number, (ulong)number));
        using var transaction = store.Prepare(new StoredPolicyChange { Added = new StoredPolicy { Filters = [.. filters] } });
        transaction.Commit();
    }

    private static FilterSpec Filter(int number) => new()
    {
        Key = new Guid(number, 0, 0, [0x40, 0, 0, 0, 0, 0, 0, 1]),
        Name = $"filter {number}",
        Layer = LayerId.OutboundTransportV4,
        Flags = FilterFlags.Persistent,
        Conditions =
        [
            FilterCondition.Protocol(System.Net.Sockets.ProtocolType.Tcp),
            FilterCondition.RemoteAddress(new IPNetwork(new IPAddress([10, (byte)(number >> 16), (byte)(number >> 8), 0]), 24)),
            FilterCondition.RemotePort((ushort)number),
        ],
        Action = number % 2 == 0 ? FilterAction.Block : FilterAction.Permit,
    };

    /// <summary>Transactions of one row, in a file with the settings of a store.</summary>
    private sealed class BareTransactions : IDisposable
    {
        private readonly SqliteConnection _connection;
        private readonly SqliteCommand _begin;
        private readonly SqliteCommand _insert;
        private readonly SqliteCommand _commit;
        private readonly SqliteParameter _text;

        public BareTransactions(string path)
        {
            _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
            _connection.Open();
            using var setUp = Command("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE row (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
            setUp.ExecuteNonQuery();
            _begin = Command("BEGIN IMMEDIATE");
            _insert = Command("INSERT INTO row (text) VALUES ($text)");
            _commit = Command("COMMIT");
            _text = _insert.Parameters.Add("$text", SqliteType.Text);
        }

        public void Commit(int number)
        {
            _text.Value = number.ToString("D200");
            _begin.ExecuteNonQuery();
            _insert.ExecuteNonQuery();
            _commit.ExecuteNonQuery();
        }

        public void Dispose()
        {
            _begin.Dispose();
            _insert.Dispose();
            _commit.Dispose();
            _connection.Dispose();
        }

        private SqliteCommand Command(string sql)
        {
            var command = _connection.CreateCommand();
            command.CommandText = sql;
            return command;
        }
    }

    /// <summary>A kernel-mode engine without a kernel, so that the store is what is measured.</summary>
    private sealed class NoTraffic : IKernelModeEngine
    {
        public event Action<NetEvent>? NetEventRaised
        {
            add { }
            remove { }
        }

        public void Apply(PolicyChange change, PolicySnapshot after)
        {
        }

        public IKernelModeCallout RegisterCallout(CalloutRegistration registration) => throw new NotSupportedException();

        public FilterCounters GetCounters(ulong filterId) => default;
    }
}
