using System.Diagnostics;
using Weir.Linux;

namespace Weir.Testing.Tests;

public class ProtectionTests
{
    [Fact]
    public void The_machines_own_network_is_no_test_host()
    {
        using var current = NetworkNamespace.OpenCurrent();
        Assert.Throws<InvalidOperationException>(() => new TestHost(current, "eth0"));
    }

    [Fact]
    public void The_root_control_group_is_not_emptied()
    {
        Assert.Throws<ArgumentException>(() => Janitor.RemoveControlGroup(ControlGroup.FindMountPoint()));
        using var process = Process.GetCurrentProcess();
        Assert.False(process.HasExited);
    }

    [Fact]
    public void A_network_takes_its_control_group_and_the_processes_in_it_along()
    {
        var network = TestNetwork.CreatePair();
        using var process = network.Client.StartProcess(new ProcessStartInfo("sleep", "60"));
        var path = network.ControlGroup.Path;
        network.ControlGroup.Add(process.Id);

        network.Dispose();

        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(5)));
        Assert.False(Directory.Exists(path));
    }

    [Fact]
    public void A_named_network_is_opened_by_name_until_it_is_disposed()
    {
        var network = TestNetwork.CreatePair(named: true);
        var name = network.Client.NamespaceName!;
        using (var opened = NetworkNamespace.OpenNamed(name))
            Assert.True(opened.IsSameAs(network.Client.Namespace));

        network.Dispose();
        Assert.DoesNotContain(name, NetworkNamespace.GetNames());
    }
}
