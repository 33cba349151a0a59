using Weir.Testing;

namespace Weir.EndToEnd.Tests.Run;

/// <summary>What <c>weir run</c> refuses, with which exit code, and in which words.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly string _policy = Path.Combine(Path.GetTempPath(), $"weir-refusal-{Guid.NewGuid():N}.yaml");
    private readonly string _release = Path.Combine(Path.GetTempPath(), $"weir-release-{Guid.NewGuid():N}");

    public RefusalTests() => File.WriteAllText(_policy, """
        provider: office
        filters:
          - name: no azure wire server
            layer: outbound-transport-v4
            when: remote.address == 168.63.129.16
            action: block
        """);

    public void Dispose()
    {
        File.Delete(_policy);
        File.Delete(_release);
    }

    [Fact]
    public void WithoutANamespaceItWantsToHearHost()
    {
        using WeirCommand weir = WeirCommand.Run("run", _policy);

        Assert.Equal(2, weir.ExitCode);
        Assert.Contains("--netns", weir.Errors, StringComparison.Ordinal);
        Assert.Contains("--host", weir.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void AControlGroupIsNotWhereTransportLayersAre()
    {
        using WeirCommand weir = WeirCommand.Run("run", _policy, "--netns", "none", "--cgroup", "/sys/fs/cgroup/x");

        Assert.Equal(2, weir.ExitCode);
        Assert.Contains("network namespace", weir.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatIsNoNamespaceIsWrongUse()
    {
        using WeirCommand weir = WeirCommand.Run("run", _policy, "--netns", _policy);

        Assert.Equal(2, weir.ExitCode);
        Assert.Contains("is not a network namespace", weir.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("bug in Weir", weir.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("4")]
    [InlineData("3601")]
    public void AConfirmationTakesSeconds(string seconds)
    {
        using WeirCommand weir = WeirCommand.Run("run", _policy, "--netns", "none", "--confirm", seconds);

        Assert.Equal(2, weir.ExitCode);
        Assert.Contains($"5 to 3600 seconds, not '{seconds}'", weir.Errors, StringComparison.Ordinal);
        AssertOneClearMessage(weir);
    }

    [Fact]
    public void AnUnknownNamespaceIsNamed()
    {
        using WeirCommand weir = WeirCommand.Run("run", _policy, "--netns", "weir-no-such-namespace");

        Assert.Equal(1, weir.ExitCode);
        Assert.Contains("weir-no-such-namespace", weir.Errors, StringComparison.Ordinal);
        AssertOneClearMessage(weir);
    }

    [Fact]
    public void ABrokenPolicyNamesTheLineTheFieldAndTheFix()
    {
        File.WriteAllText(_policy, """
            provider: office
            filters:
              - name: misspelt
                layer: outbound-transport-v4
                when: remote.adress == 168.63.129.16
                action: block
            """);

        using WeirCommand weir = WeirCommand.Run("run", _policy, "--netns", "none");

        Assert.Equal(1, weir.ExitCode);
        Assert.Contains($"{_policy}:5:", weir.Errors, StringComparison.Ordinal);
        Assert.Contains("remote.adress", weir.Errors, StringComparison.Ordinal);
        Assert.Contains("remote.address", weir.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ale-auth-connect-v4", "does not classify at ALE_AUTH_CONNECT_V4: there is no program for what sockets do yet")]
    [InlineData("rpc-um", "does not classify at RPC_UM: Linux has no Windows RPC")]
    public void ALayerWhereLinuxDoesNotClassifyIsRefusedByName(string layer, string reason)
    {
        File.WriteAllText(_policy, $"provider: office\nfilters: [{"{"}name: early, layer: {layer}, action: block{"}"}]");
        using TestNetwork network = TestNetwork.CreatePair(named: true);

        using WeirCommand weir = WeirCommand.Run("run", _policy, "--netns", network.Client.NamespaceName!);

        Assert.Equal(1, weir.ExitCode);
        Assert.Contains($"{_policy}:2:", weir.Errors, StringComparison.Ordinal);
        Assert.Contains("'early'", weir.Errors, StringComparison.Ordinal);
        Assert.Contains(reason, weir.Errors, StringComparison.Ordinal);
        Assert.Empty(weir.Output);
    }

    [Fact]
    public void WithoutPrivilegeItExitsWithThree()
    {
        using TestNetwork network = TestNetwork.CreatePair(named: true);

        using WeirCommand weir = WeirCommand.StartThrough(
            ["setpriv", "--bounding-set=-all", "--inh-caps=-all"], "run", _policy, "--netns", network.Client.NamespaceName!).WaitForExit();

        Assert.Equal(3, weir.ExitCode);
        Assert.Contains("root", weir.Errors, StringComparison.Ordinal);
        AssertOneClearMessage(weir);
    }

    [Fact]
    public void WithoutBtfItExitsWithFour()
    {
        using TestNetwork network = TestNetwork.CreatePair(named: true);

        using WeirCommand weir = WeirCommand.StartThrough(
            ["unshare", "--mount", "sh", "-c", "mount --bind /dev/null /sys/kernel/btf/vmlinux && exec \"$@\"", "sh"],
            "run", _policy, "--netns", network.Client.NamespaceName!).WaitForExit();

        Assert.Equal(4, weir.ExitCode);
        Assert.Contains("BTF", weir.Errors, StringComparison.Ordinal);
        AssertOneClearMessage(weir);
    }

    [Fact]
    public void OnAnOldKernelItExitsWithFour()
    {
        using TestNetwork network = TestNetwork.CreatePair(named: true);

        using WeirCommand weir = WeirCommand.StartThrough(
            ["unshare", "--mount", "sh", "-c", "echo 6.1.0-old > \"$0\" && mount --bind \"$0\" /proc/sys/kernel/osrelease && exec \"$@\"", _release],
            "run", _policy, "--netns", network.Client.NamespaceName!).WaitForExit();

        Assert.Equal(4, weir.ExitCode);
        Assert.Contains("6.12", weir.Errors, StringComparison.Ordinal);
        AssertOneClearMessage(weir);
    }

    private static void AssertOneClearMessage(WeirCommand weir)
    {
        Assert.Empty(weir.Output);
        Assert.StartsWith("weir: ", weir.Errors, StringComparison.Ordinal);
        Assert.Single(weir.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
