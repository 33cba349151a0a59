using System.Diagnostics;
using System.Runtime.Versioning;

namespace Weir.Store.Sqlite.Tests;

/// <summary>Full and read-only file systems, made for one process each, and a user who may not write.</summary>
[SupportedOSPlatform("linux")]
public sealed class SurroundingsTests
{
    private const UnixFileMode OpenToAll =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    [Fact]
    public void A_full_disk_refuses_the_commit_keeps_the_ones_before_and_can_be_helped()
    {
        using var directory = new TemporaryDirectory();
        var lines = Fill(directory.StorePath, "unshare", "--mount", "sh", "-c", $"mount -t tmpfs -o size=1m tmpfs '{directory.Combine(".")}' && exec \"$0\" \"$@\"");
        Assert.Equal(["opened", $"Full Policy store {directory.StorePath}: the file system is full.", "kept", "goes on", "opened again with True"], lines);
    }

    [Fact]
    public void A_read_only_file_system_is_told()
    {
        using var directory = new TemporaryDirectory();
        using (SqlitePolicyStore.Open(directory.StorePath))
        {
        }

        var place = directory.Combine(".");
        var lines = Fill(directory.StorePath, "unshare", "--mount", "sh", "-c", $"mount --bind '{place}' '{place}' && mount -o remount,bind,ro '{place}' && exec \"$0\" \"$@\"");
        Assert.Equal([$"ReadOnly Policy store {directory.StorePath}: it cannot be written."], lines);
    }

    [Fact]
    public void A_user_without_permission_is_told()
    {
        using var directory = new TemporaryDirectory();
        using (SqlitePolicyStore.Open(directory.StorePath))
        {
        }

        // Others may come as far as the file, and run a copy of the writer: the checkout may be closed to them.
        File.SetUnixFileMode(directory.Combine("."), OpenToAll);
        var writer = CopyForAll(AppContext.BaseDirectory, directory.Combine("writer"));
        var lines = FillBy(writer, directory.StorePath, "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        Assert.Equal([$"AccessDenied Policy store {directory.StorePath}: this process may not read and write it."], lines);
    }

    /// <summary>Copies a directory to where every user can read and run it.</summary>
    private static string CopyForAll(string source, string target)
    {
        Directory.CreateDirectory(target);
        File.SetUnixFileMode(target, OpenToAll);
        foreach (var file in Directory.EnumerateFiles(source))
        {
            var copy = Path.Combine(target, Path.GetFileName(file));
            File.Copy(file, copy);
            File.SetUnixFileMode(copy, OpenToAll);
        }

        foreach (var directory in Directory.EnumerateDirectories(source))
        {
            CopyForAll(directory, Path.Combine(target, Path.GetFileName(directory)));
        }

        return target;
    }

    /// <summary>Runs the writer by another command, and gives its lines, of messages the first sentence.</summary>
    private static string[] Fill(string path, string command, params string[] arguments) =>
        FillBy(AppContext.BaseDirectory, path, command, arguments);

    private static string[] FillBy(string programs, string path, string command, params string[] arguments)
    {
        var writer = Path.Combine(programs, "Weir.Store.Sqlite.Writer");
        using var process = Process.Start(new ProcessStartInfo(command, [.. arguments, writer, "fill", path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var lines = process.StandardOutput.ReadToEnd();
        Assert.Equal("", process.StandardError.ReadToEnd());
        process.WaitForExit();
        return [.. lines.TrimEnd('\n').Split('\n').Select(FirstSentence)];

        static string FirstSentence(string line) => line.IndexOf(". ", StringComparison.Ordinal) is >= 0 and var end ? line[..(end + 1)] : line;
    }
}
