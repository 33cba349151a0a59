using System.Diagnostics;
using Weir.Bpf;
using Weir.Bpf.Language;
using Weir.Linux;

namespace Weir.Testing.Tests;

public class LeakTests
{
    [Fact]
    public void A_descriptor_of_a_namespace_is_found_until_it_is_closed()
    {
        using var created = NetworkNamespace.Create();
        var line = $"net:[{created.Inode}]";
        Assert.Contains(KernelDescriptors.Read(), descriptor => descriptor.EndsWith(line, StringComparison.Ordinal));

        created.Dispose();
        Assert.DoesNotContain(KernelDescriptors.Read(), descriptor => descriptor.EndsWith(line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_map_is_found_by_descriptor_and_by_id_until_it_is_closed()
    {
        var map = BpfMap.Create(new MapSpec { Name = "leak_test", Type = MapType.Array, KeySize = 4, ValueSize = 8, MaxEntries = 1 });
        var id = map.GetInfo().Id;
        var byId = $"BPF map {id} 'leak_test'";
        Assert.Contains(KernelDescriptors.Read(), descriptor => descriptor.EndsWith($"anon_inode:bpf-map map_id: {id}", StringComparison.Ordinal));
        Assert.Contains(byId, BpfObjects.ReadAll());

        map.Dispose();
        Assert.True(SpinWait.SpinUntil(() => !BpfObjects.ReadAll().Contains(byId), TimeSpan.FromSeconds(5)));
        Assert.DoesNotContain(KernelDescriptors.Read(), descriptor => descriptor.EndsWith($"map_id: {id}", StringComparison.Ordinal));
    }

    [Fact]
    public void A_named_namespace_and_a_control_group_are_found_until_they_are_removed()
    {
        var network = TestNetwork.CreatePair(named: true);
        var (name, path) = (network.Client.NamespaceName!, network.ControlGroup.Path);
        Assert.Contains(name, Janitor.FindOwn());
        Assert.Contains(path, Janitor.FindOwn());

        network.Dispose();
        Assert.DoesNotContain(name, Janitor.FindOwn());
        Assert.DoesNotContain(path, Janitor.FindOwn());
    }

    [Fact]
    public void A_thread_inside_a_namespace_is_found_until_it_ends()
    {
        using var created = NetworkNamespace.Create();
        using var inside = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        var visitor = new Thread(() => created.Run(() =>
        {
            inside.Set();
            leave.Wait();
        }));
        visitor.Start();
        inside.Wait(TestContext.Current.CancellationToken);
        Assert.Single(ThreadNamespaces.FindThreadsIn(created));

        leave.Set();
        visitor.Join();
        Assert.True(SpinWait.SpinUntil(() => ThreadNamespaces.FindThreadsIn(created).Count == 0, TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void A_run_that_leaks_fails_although_its_tests_pass()
    {
        using var run = StartExplicit(nameof(Leak_a_namespace));
        var output = run.StandardOutput.ReadToEnd();
        run.WaitForExit();

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("The tests leak", output);
        Assert.Contains("Errors: 1, Failed: 0", output);
    }

    [Fact]
    public void What_a_killed_run_leaves_is_removed_and_what_a_living_run_has_stays()
    {
        using var living = TestNetwork.CreatePair(named: true);
        using var run = StartExplicit(nameof(Make_a_named_network_and_wait));
        string[] leftOvers;
        try
        {
            leftOvers = ReadNames(run);
            Assert.Equal(3, leftOvers.Length);
            Assert.DoesNotContain(Janitor.RemoveLeftOvers(), leftOvers.Contains);
            Assert.All(leftOvers, name => Assert.True(Exists(name), name));
        }
        finally
        {
            run.Kill();
            run.WaitForExit();
        }

        Assert.All(leftOvers, name => Assert.True(Exists(name), name));
        Janitor.RemoveLeftOvers();
        Assert.All(leftOvers, name => Assert.False(Exists(name), name));
        Assert.True(Exists(living.Client.NamespaceName!));
    }

    [Theory]
    [InlineData("weir")]
    [InlineData("weir-test")]
    [InlineData("weir-test-1-2")]
    [InlineData("weir-test-office-1-2-3")]
    [InlineData("my-weir-test-999999-1-1-client")]
    public void A_name_that_is_not_a_test_runs_is_left_alone(string name) => Assert.False(TestOwner.IsLeftOver(name));

    [Fact]
    public void A_reused_process_id_does_not_protect_a_dead_runs_name()
    {
        Assert.True(TestOwner.IsLeftOver($"weir-test-{Environment.ProcessId}-1-1-client"));
        Assert.False(TestOwner.IsLeftOver(TestOwner.NewName("client")));
    }

    // Run by the tests above in a process of its own.
    [Fact(Explicit = true)]
    public void Leak_a_namespace() => Assert.False(NetworkNamespace.Create().IsInitial);

    // Run by the tests above in a process of its own, which they kill.
    [Fact(Explicit = true)]
    public void Make_a_named_network_and_wait()
    {
        using var network = TestNetwork.CreatePair(named: true);
        File.WriteAllLines(
            Environment.GetEnvironmentVariable("WEIR_TEST_NAMES")!,
            [network.Client.NamespaceName!, network.Server.NamespaceName!, network.ControlGroup.Path, "complete"]);
        Thread.Sleep(TimeSpan.FromMinutes(1));
        Assert.Fail("nobody killed this run");
    }

    private static Process StartExplicit(string method)
    {
        var startInfo = new ProcessStartInfo(Environment.ProcessPath!, ["-explicit", "only", "-noColor", "-method", $"{typeof(LeakTests).FullName}.{method}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        startInfo.Environment["WEIR_TEST_NAMES"] = NamesFile;
        File.Delete(NamesFile);
        return Process.Start(startInfo)!;
    }

    private static string NamesFile => Path.Combine(Path.GetTempPath(), $"weir-test-names-{Environment.ProcessId}");

    private static string[] ReadNames(Process run)
    {
        var complete = SpinWait.SpinUntil(() => run.HasExited || File.Exists(NamesFile) && File.ReadAllLines(NamesFile).Contains("complete"), TimeSpan.FromSeconds(60));
        Assert.True(complete && !run.HasExited, "the other run did not make its network");
        var names = File.ReadAllLines(NamesFile)[..^1];
        File.Delete(NamesFile);
        return names;
    }

    private static bool Exists(string name) => name.StartsWith('/') ? Directory.Exists(name) : NetworkNamespace.GetNames().Contains(name);
}
