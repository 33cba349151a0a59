using System.Diagnostics;

namespace Weir.Bpf.Tests;

public sealed class KernelBtfTests
{
    private static readonly Btf Kernel = Btf.Kernel;

    [Fact]
    public void Ten_structs_are_found_in_well_under_fifty_milliseconds()
    {
        string[] names =
        [
            "sk_buff", "sock", "sock_common", "net_device", "nf_hook_state", "task_struct", "mm_struct", "file", "inode", "super_block",
        ];
        FindAll(names);

        // The machine may be busy with other work at any time, hardly for all of ten seconds.
        var clock = Stopwatch.StartNew();
        TimeSpan best = TimeSpan.MaxValue;
        while (best >= TimeSpan.FromMilliseconds(50))
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"took {best.TotalMilliseconds:F1} ms at best");
            TimeSpan taken = FindAll(names);
            if (taken < best)
                best = taken;
        }
    }

    [Theory]
    [InlineData("sk_buff", "len", 32)]
    [InlineData("sk_buff", "protocol", 16)]
    [InlineData("nf_hook_state", "hook", 8)]
    [InlineData("sock", "__sk_common.skc_family", 16)]
    [InlineData("sock", "__sk_common.skc_cookie", 64)]
    [InlineData("inode", "i_sb.s_dev", null)]
    public void Fields_are_found_by_path_with_their_size(string type, string path, int? bits)
    {
        BtfType structure = Kernel.FindStruct(type);
        if (bits is null)
        {
            // i_sb is a pointer: another struct, at another address.
            Assert.Throws<InvalidOperationException>(() => structure.FindField(path));
            return;
        }

        Assert.Equal(bits, structure.FindField(path).BitSize);
    }

    [Fact]
    public void Fields_of_anonymous_structs_appear_at_their_place()
    {
        BtfType packet = Kernel.FindStruct("sk_buff");

        // "next" is the first member of a struct in a union, both anonymous.
        BtfField next = packet.FindField("next");

        Assert.Equal(0, next.ByteOffset);
        Assert.Equal("struct sk_buff *", next.Type.ToString());
        Assert.Contains(next, packet.Fields);
        Assert.DoesNotContain(packet.Members, m => m.Name == "next");
    }

    [Fact]
    public void Bitfields_tell_their_bits()
    {
        BtfType packet = Kernel.FindStruct("sk_buff");

        BtfField sum = packet.FindField("ip_summed");
        BtfField packetType = packet.FindField("pkt_type");

        Assert.Equal((2, 3), (sum.BitSize, packetType.BitSize));
        Assert.True(sum.IsBitfield);
        Assert.True(sum.BitOffset >= packetType.BitOffset + 3);
    }

    [Fact]
    public void Every_field_of_every_struct_lies_inside_of_it()
    {
        int structs = 0;
        for (int id = 1; id < Kernel.TypeCount; id++)
        {
            BtfType type = Kernel[id];
            if (type.Kind is not (BtfKind.Struct or BtfKind.Union))
                continue;
            structs++;
            foreach (BtfField field in type.Fields)
            {
                // An array of unknown length at the end has no elements here, so it takes no room.
                Assert.True(
                    field.BitOffset + field.BitSize <= type.Size * 8,
                    $"{type}.{field.Name}: bits {field.BitOffset}+{field.BitSize} of {type.Size * 8}");
            }
        }

        Assert.True(structs > 5000, $"{structs} structs");
    }

    [Fact]
    public void Every_named_type_is_found_by_its_name()
    {
        for (int id = 1; id < Kernel.TypeCount; id += 97)
        {
            BtfType type = Kernel[id];
            if (type.Name.Length == 0 || type.Kind is BtfKind.DeclarationTag or BtfKind.TypeTag)
                continue;
            Assert.True(Kernel.TryFind(type.Name, type.Kind, out BtfType found), $"{type.Kind} {type.Name}");
            Assert.Equal((type.Name, type.Kind), (found.Name, found.Kind));
        }
    }

    [Fact]
    public void Every_type_has_a_text()
    {
        for (int id = 0; id < Kernel.TypeCount; id++)
            Assert.NotEqual("", Kernel[id].ToString());
    }

    [Fact]
    public void Kernel_functions_have_prototypes()
    {
        BtfType function = Kernel.FindKernelFunction("bpf_dynptr_from_skb");

        Assert.Equal(BtfKind.Function, function.Kind);
        Assert.Equal(["s", "flags", "ptr__uninit"], function.Parameters.Select(p => p.Name));
        Assert.Equal("int", function.ReturnType.ToString());
        Assert.Contains(function, Kernel.KernelFunctions);
    }

    [Fact]
    public void A_function_that_programs_may_not_call_is_no_kernel_function()
    {
        Assert.Equal("ip_rcv", Kernel.FindFunction("ip_rcv").Name);
        Assert.False(Kernel.TryFindKernelFunction("ip_rcv", out _));
    }

    [Fact]
    public void Types_have_the_sizes_that_C_gives_them()
    {
        Assert.Equal(4, Kernel.Find("int", BtfKind.Integer).Size);
        Assert.Equal(8, Kernel.Find("u64", BtfKind.Typedef).Size);
        Assert.Equal(8, Kernel.FindStruct("sk_buff").FindField("dev").Type.Size);
        Assert.Equal(48, Kernel.FindStruct("sk_buff").FindField("cb").Type.Size);
        Assert.Equal(BtfIntegerEncoding.Signed, Kernel.Find("int", BtfKind.Integer).Encoding & BtfIntegerEncoding.Signed);
    }

    [Fact]
    public void Enumerations_have_values()
    {
        BtfType programTypes = Kernel.Find("bpf_prog_type", BtfKind.Enum);

        Assert.Contains(new BtfEnumerator("BPF_PROG_TYPE_NETFILTER", 32), programTypes.Values);
    }

    [Fact]
    public void A_missing_struct_field_or_function_is_named_with_the_kernel_that_has_it()
    {
        var noStruct = Assert.Throws<KernelFeatureMissingException>(() => Kernel.FindStruct("sk_buffalo"));
        var noField = Assert.Throws<KernelFeatureMissingException>(() => Kernel.FindStruct("sk_buff").FindField("wool"));
        var noFunction = Assert.Throws<KernelFeatureMissingException>(() => Kernel.FindKernelFunction("bpf_moo", new Version(9, 1)));

        Assert.Contains("struct sk_buffalo", noStruct.Message);
        Assert.Contains("field 'wool' of struct sk_buff", noField.Message);
        Assert.Contains("kernel function bpf_moo", noFunction.Message);
        Assert.Equal(new Version(9, 1), noFunction.MinimumKernel);
    }

    [Fact]
    public void A_kernel_without_types_is_told_with_the_build_option()
    {
        var missing = Assert.Throws<KernelFeatureMissingException>(() => Btf.LoadKernel("/nonexistent/vmlinux"));

        Assert.Contains("CONFIG_DEBUG_INFO_BTF", missing.Message);
    }

    private static TimeSpan FindAll(string[] names)
    {
        long start = Stopwatch.GetTimestamp();
        Btf btf = Btf.LoadKernel("/sys/kernel/btf/vmlinux");
        foreach (string name in names)
            Assert.Equal(name, btf.FindStruct(name).Name);
        return Stopwatch.GetElapsedTime(start);
    }
}
