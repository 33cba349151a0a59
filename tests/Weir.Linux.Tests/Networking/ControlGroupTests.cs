using System.Diagnostics;

namespace Weir.Linux.Tests.Networking;

public class ControlGroupTests
{
    private static string NewName() => $"weir-test-{Environment.ProcessId}-{Guid.NewGuid():N}";

    private static ulong IdByStat(string path)
    {
        using var stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%i", path]) { RedirectStandardOutput = true })!;
        return ulong.Parse(stat.StandardOutput.ReadToEnd());
    }

    [Fact]
    public void The_root_is_refused_in_every_spelling()
    {
        var mountPoint = ControlGroup.FindMountPoint();
        foreach (var path in new[] { mountPoint, mountPoint + "/", ".", "", "x/..", mountPoint + "/a/.." })
        {
            Assert.Throws<ArgumentException>(() => ControlGroup.Open(path));
            Assert.Throws<ArgumentException>(() => ControlGroup.Create(path));
        }
    }

    [Fact]
    public void A_path_outside_the_mount_point_is_refused()
    {
        Assert.Throws<ArgumentException>(() => ControlGroup.Open("/tmp"));
        Assert.Throws<ArgumentException>(() => ControlGroup.Create("../weir-outside"));
    }

    [Fact]
    public void A_group_holds_the_process_moved_into_it_and_is_removed_when_empty()
    {
        var name = NewName();
        using var group = ControlGroup.Create(name);
        try
        {
            Assert.Empty(group.Processes);
            Assert.Equal(IdByStat(group.Path), ControlGroup.FindId($"/{name}"));
            Assert.Null(ControlGroup.FindId($"/{name}/below"));
            Assert.Null(ControlGroup.FindId("/"));
            Assert.Throws<ArgumentException>(() => ControlGroup.Create(name));

            using var process = Process.Start("sleep", "60");
            try
            {
                group.Add(process.Id);
                Assert.Equal([process.Id], group.Processes);
                Assert.Contains(name, File.ReadAllText($"/proc/{process.Id}/cgroup"));
                Assert.Contains($"{process.Id}", Assert.Throws<IOException>(group.Delete).Message);
            }
            finally
            {
                process.Kill();
                process.WaitForExit();
            }
        }
        finally
        {
            group.Delete();
        }
        Assert.False(Directory.Exists(group.Path));
        Assert.Contains("mkdir", Assert.Throws<ArgumentException>(() => ControlGroup.Open(name)).Message);
    }
}
