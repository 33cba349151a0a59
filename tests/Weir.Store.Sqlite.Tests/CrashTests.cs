using System.Diagnostics;
using System.Globalization;
using Weir.Engine;
using Weir.Store.Sqlite.Writer;

namespace Weir.Store.Sqlite.Tests;

public sealed class CrashTests(ITestOutputHelper output)
{
    private const int Kills = 200;

    /// <summary>
    /// A writer that commits as fast as it can is killed at random moments, again and again on one file. A commit counts as acknowledged
    /// when the writer's line about it is in the pipe; the writer writes that line when <see cref="Transaction.Commit"/> has returned. After
    /// each kill the file must hold the state after the last acknowledged commit, or, whole, the one commit that was under way: it may have
    /// been stored when the writer was killed before it could write its line.
    /// </summary>
    [Fact]
    public async Task After_each_of_200_kills_the_store_has_exactly_the_acknowledged_commits()
    {
        using var directory = new TemporaryDirectory();
        var random = new Random();
        var started = Stopwatch.GetTimestamp();
        var ids = new Dictionary<long, ulong[]>();
        var (last, unacknowledged, early) = (0L, 0, 0);
        var next = WriterProcess.StartAsync(directory.StorePath);
        for (var kill = 0; kill < Kills; kill++)
        {
            using var writer = await next;
            next = kill < Kills - 1 ? WriterProcess.StartAsync(directory.StorePath) : next;

            // A quarter of the writers dies while it makes, recovers or opens the store, or soon afterwards.
            var (commits, most) = kill % 4 == 0 ? (0, 100) : (random.Next(1, 20), 2);
            var acknowledged = await writer.RunAndKillAsync(commits, TimeSpan.FromMilliseconds(random.NextDouble() * most));
            early += acknowledged.Count == 0 ? 1 : 0;
            foreach (var (number, idsOfRound) in acknowledged)
            {
                Assert.Equal(++last, number);
                ids[number] = idsOfRound;
            }

            // Every other time the file itself stays as it was left, so that the next writer recovers it, and may be killed doing so.
            var path = kill % 2 == 0 ? directory.StorePath : Copy(directory);
            var stored = AssertWhole(path, ids, last);
            unacknowledged += stored > last ? 1 : 0;
            last = stored;
        }

        output.WriteLine(
            $"{Kills} kills in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s: {last} commits, {early} kills before the first acknowledgement, {unacknowledged} times the commit under way was stored.");
        Assert.True(last > Kills, "The writers hardly got to commit.");
    }

    [Fact]
    public async Task The_lock_goes_with_the_process_that_held_it()
    {
        using var directory = new TemporaryDirectory();
        using var writer = await WriterProcess.StartAsync(directory.StorePath);
        await writer.BeginAsync(commits: 1);
        Assert.Equal(PolicyStoreError.InUse, Assert.Throws<PolicyStoreException>(() => SqlitePolicyStore.Open(directory.StorePath)).Error);
        await writer.KillAsync();
        Assert.NotEmpty(StoreExtensions.LoadOnce(directory.StorePath).Filters);
    }

    /// <summary>Checks the store, and returns the number of the last commit in it.</summary>
    private static long AssertWhole(string path, Dictionary<long, ulong[]> ids, long acknowledged)
    {
        long stored;
        using (var store = SqlitePolicyStore.Open(path))
        using (var engine = new FilterEngine(new ManagedEngine(), new FilterEngineOptions { Store = store }))
        {
            var policy = engine.Policy;
            stored = Round.LastIn(policy);
            Assert.InRange(stored, acknowledged, acknowledged + 1);
            var rounds = Enumerable.Range(0, Round.Kept).Select(i => stored - i).Where(number => number > 0).Reverse().Select(number => new Round(number)).ToList();
            Assert.Equal(rounds.Count, policy.Providers.Count(provider => provider.Lifetime != Lifetime.BuiltIn));
            Assert.Equal(rounds.Count, policy.ProviderContexts.Count(context => context.Lifetime != Lifetime.BuiltIn));
            Assert.Equal(rounds.Count, policy.SubLayersByWeight.Count(subLayer => subLayer.Lifetime != Lifetime.BuiltIn));
            Assert.Equal(rounds.Count, policy.Callouts.Count(callout => callout.Lifetime != Lifetime.BuiltIn));
            Assert.Equal(rounds.Count * Round.FilterCount, policy.FilterCount);
            foreach (var round in rounds)
            {
                var idsInStore = AssertWhole(policy, round);
                if (!ids.TryAdd(round.Number, idsInStore))
                {
                    Assert.Equal(ids[round.Number], idsInStore);
                }
            }

            var inOrder = rounds.SelectMany(round => ids[round.Number].Take(Round.FilterCount)).ToList();
            Assert.Equal(inOrder.Order().Distinct(), inOrder);
        }

        using var shell = new Shell(path);
        Assert.Equal(["ok"], shell.Query("PRAGMA integrity_check"));
        return stored;
    }

    /// <summary>Checks that the policy has all of the round, and returns its ids.</summary>
    private static ulong[] AssertWhole(PolicySnapshot policy, Round round)
    {
        Assert.Equal(round.Provider, policy.FindProvider(round.Provider.Key)?.Spec);
        Assert.Equal(round.SubLayer, policy.FindSubLayer(round.SubLayer.Key)?.Spec);
        Assert.Equal(round.Callout, policy.FindCallout(round.Callout.Key)?.Spec);
        var context = policy.FindProviderContext(round.Context.Key);
        Assert.Equal(round.Context, context?.Spec);
        var filters = round.Filters.Select(spec => policy.FindFilter(spec.Key)).ToList();
        Assert.Equal(round.Filters, filters.Select(filter => filter?.Spec));
        Assert.Equal(round.Filters.Select(spec => spec.Validate()), filters.Select(filter => filter!.EffectiveWeight));
        Assert.Equal(
            [Lifetime.Persistent, Lifetime.BootTime, Lifetime.Persistent, Lifetime.Persistent], filters.Select(filter => filter!.Lifetime));
        return [.. filters.Select(filter => filter!.Id), context!.Id];
    }

    private static string Copy(TemporaryDirectory directory)
    {
        var copy = directory.Combine("copy.db");
        foreach (var suffix in new[] { "", "-wal" })
        {
            File.Delete(copy + suffix);
            if (File.Exists(directory.StorePath + suffix))
            {
                File.Copy(directory.StorePath + suffix, copy + suffix);
            }
        }

        return copy;
    }

    /// <summary>A writer, started and waiting for its start signal.</summary>
    private sealed class WriterProcess : IDisposable
    {
        private readonly Process _process;
        private readonly List<string> _lines = [];

        private WriterProcess(Process process) => _process = process;

        public static async Task<WriterProcess> StartAsync(string path)
        {
            var process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Weir.Store.Sqlite.Writer"), ["commit", path])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            Assert.Equal("ready", await process.StandardOutput.ReadLineAsync());
            return new WriterProcess(process);
        }

        /// <summary>Lets it begin, and waits until it has acknowledged so many commits.</summary>
        public async Task BeginAsync(int commits)
        {
            await _process.StandardInput.WriteLineAsync();
            await _process.StandardInput.FlushAsync();
            while (_lines.Count < commits)
            {
                _lines.Add(await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The writer ended by itself."));
            }
        }

        /// <summary>
        /// Lets it acknowledge so many commits and go on for so long, kills it, and returns what it acknowledged: numbers of commits with
        /// their ids.
        /// </summary>
        public async Task<List<(long Number, ulong[] Ids)>> RunAndKillAsync(int commits, TimeSpan time)
        {
            await BeginAsync(commits);
            var begun = Stopwatch.GetTimestamp();
            Thread.Sleep((int)time.TotalMilliseconds);
            while (Stopwatch.GetElapsedTime(begun) < time)
            {
                Thread.SpinWait(10);
            }

            return await KillAsync();
        }

        public async Task<List<(long Number, ulong[] Ids)>> KillAsync()
        {
            _process.Kill();
            while (await _process.StandardOutput.ReadLineAsync() is { } line)
            {
                _lines.Add(line);
            }

            await _process.WaitForExitAsync();
            return [.. _lines.Select(Parse)];
        }

        public void Dispose()
        {
            if (!_process.HasExited)
            {
                _process.Kill();
            }

            _process.Dispose();
        }

        private static (long Number, ulong[] Ids) Parse(string line)
        {
            var numbers = line.Split(' ');
            return (long.Parse(numbers[0], CultureInfo.InvariantCulture), [.. numbers[1..].Select(id => ulong.Parse(id, CultureInfo.InvariantCulture))]);
        }
    }
}
