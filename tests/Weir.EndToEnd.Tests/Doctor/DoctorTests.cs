using System.Text.Json;

namespace Weir.EndToEnd.Tests.Doctor;

public sealed class DoctorTests
{
    [Fact]
    public void A_capable_machine_is_exit_code_0()
    {
        var result = BuiltCommand.Run("doctor");
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Matches(@"(?m)^  kernel +good +\d+\.\d+", result.Output);
        Assert.Matches(@"(?m)^  privileges +good ", result.Output);
        Assert.Contains("of Weir ", result.Output);
    }

    [Fact]
    public void Without_privileges_it_is_exit_code_3_and_one_sentence()
    {
        var result = BuiltCommand.Run(
            "setpriv", "", ["--bounding-set", "-all", "--inh-caps", "-all", "--", BuiltCommand.Executable, "doctor"]);
        Assert.Equal(3, result.ExitCode);
        Assert.Equal(
            "weir: privileges: missing CAP_BPF, CAP_NET_ADMIN, CAP_PERFMON; run as root, or give the process these capabilities\n",
            result.Errors);
        Assert.Contains("cannot be seen without CAP_SYS_ADMIN", result.Output);
    }

    [Fact]
    public void Without_type_information_it_is_exit_code_4_and_one_sentence()
    {
        // A mount namespace of its own, in which an empty file system hides the kernel's types.
        var result = BuiltCommand.Run(
            "unshare", "", ["--mount", "sh", "-c", "mount -t tmpfs none /sys/kernel/btf && exec \"$0\" doctor", BuiltCommand.Executable]);
        Assert.Equal(4, result.ExitCode);
        Assert.Equal(
            "weir: type information: no /sys/kernel/btf/vmlinux; use a kernel built with CONFIG_DEBUG_INFO_BTF=y\n",
            result.Errors);
    }

    [Fact]
    public void Json_has_the_same_answer()
    {
        var result = BuiltCommand.Run("doctor", "--json");
        using var json = JsonDocument.Parse(result.Output);
        Assert.True(json.RootElement.GetProperty("can_enforce").GetBoolean());
        Assert.Contains(json.RootElement.GetProperty("findings").EnumerateArray(), f => f.GetProperty("what").GetString() == "tcx links");
        Assert.Equal(JsonValueKind.Array, json.RootElement.GetProperty("programs").ValueKind);
    }
}
