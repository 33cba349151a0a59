using Weir.Bpf.Language;

namespace Weir.Bpf.Tests.Features;

public sealed class KernelFeatureTests
{
    [Fact]
    public void The_running_kernel_has_what_Weir_relies_on()
    {
        KernelFeatures features = KernelFeatures.Current;
        features.Require(KernelFeature.Weir);
        features.RequireTypes();
        features.RequireCapabilities("test");
        KernelFeature[] known =
        [
            KernelFeature.MappableArrays, KernelFeature.GlobalFunctions, KernelFeature.RingBuffers,
            KernelFeature.NetfilterLinks, KernelFeature.TcxLinks, KernelFeature.BudgetedLoops,
            KernelFeature.KernelFunction("bpf_dynptr_from_skb", new Version(6, 4)),
            .. Enum.GetValues<ProgramType>().Where(type => type != ProgramType.Unspecified).Select(KernelFeature.Program),
            .. Enum.GetValues<AttachType>().Select(KernelFeature.Attach),
            .. Enum.GetValues<MapType>().Select(KernelFeature.Map),
        ];
        Assert.All(known, feature => Assert.True(features.Has(feature), feature.Name));
        Assert.False(features.Has(KernelFeature.KernelFunction("bpf_no_such_function", new Version(1, 0))));
    }

    [Fact]
    public void An_old_kernel_is_refused_with_both_versions()
    {
        var features = new KernelFeatures(new FakeKernel { Release = "6.1.0-50-cloud-amd64" });
        var error = Assert.Throws<KernelFeatureMissingException>(() => features.Require(KernelFeature.TcxLinks));
        Assert.Equal("tcx links", error.Feature);
        Assert.Equal(new Version(6, 6), error.MinimumKernel);
        Assert.Contains("6.1.0-50-cloud-amd64", error.Message, StringComparison.Ordinal);
        Assert.Contains("6.6", error.Message, StringComparison.Ordinal);
        var tooOld = Assert.Throws<KernelFeatureMissingException>(() => features.Require(KernelFeature.Weir));
        Assert.Equal("This kernel (6.1.0-50-cloud-amd64) lacks something that Weir relies on; Linux 6.12 or newer has it.", tooOld.Message);
        features.Require(KernelFeature.RingBuffers);
    }

    [Fact]
    public void Types_are_believed_more_than_the_version()
    {
        var builder = new BtfBuilder();
        builder.AddEnum("bpf_link_type", 4, signed: false, new BtfEnumerator("BPF_LINK_TYPE_TCX", 11));
        var features = new KernelFeatures(new FakeKernel { Release = "5.14.0-carried-back", Types = Btf.Parse(builder.Build().AsSpan()) });
        Assert.True(features.Has(KernelFeature.TcxLinks));
        Assert.False(features.Has(KernelFeature.NetfilterLinks));
    }

    [Fact]
    public void A_kernel_without_types_is_refused_with_the_build_option()
    {
        var features = new KernelFeatures(new FakeKernel { Release = "6.12.1" });
        features.Require(KernelFeature.Weir);
        var error = Assert.Throws<KernelFeatureMissingException>(features.RequireTypes);
        Assert.Contains("CONFIG_DEBUG_INFO_BTF", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_capabilities_are_named()
    {
        var features = new KernelFeatures(new FakeKernel { Release = "6.12.1", Capabilities = Capabilities.Bpf });
        var error = Assert.Throws<BpfPermissionException>(() => features.RequireCapabilities("attach filters"));
        Assert.Contains("missing: CAP_NET_ADMIN, CAP_PERFMON", error.Message, StringComparison.Ordinal);
        Assert.Contains("attach filters", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Capabilities.Filtering, Capabilities.None)]
    [InlineData(Capabilities.SysAdmin, Capabilities.NetAdmin)]
    [InlineData(Capabilities.SysAdmin | Capabilities.NetAdmin, Capabilities.None)]
    [InlineData(Capabilities.None, Capabilities.Filtering)]
    public void CAP_SYS_ADMIN_stands_in_for_CAP_BPF_and_CAP_PERFMON(Capabilities held, Capabilities missing) =>
        Assert.Equal(missing, held.Missing(Capabilities.Filtering));

    [Fact]
    public void A_release_without_a_version_is_refused() =>
        Assert.Throws<FormatException>(() => new KernelFeatures(new FakeKernel { Release = "next" }));

    [Fact]
    public void Without_capabilities_the_kernel_refuses_with_a_clear_error()
    {
        Exception? map = null;
        Exception? program = null;
        UnprivilegedThread.Run(() =>
        {
            map = Record.Exception(() => TestPrograms.CreateCounter().Dispose());
            program = Record.Exception(() => BpfProgram.Load(TestPrograms.Returning(0)).Dispose());
        });
        Assert.Contains("CAP_NET_ADMIN", Assert.IsType<BpfPermissionException>(map).Message, StringComparison.Ordinal);
        Assert.Contains("load SchedulerClassifier program", Assert.IsType<BpfPermissionException>(program).Message, StringComparison.Ordinal);
    }

    private sealed class FakeKernel : IKernel
    {
        public required string Release { get; init; }

        public Btf? Types { get; init; }

        public Capabilities Capabilities { get; init; }
    }
}
