using System.Runtime.CompilerServices;
using Weir.Bpf.Interop;
using Weir.Testing;

namespace Weir.Bpf.Tests.Interop;

/// <summary>Every size, offset and value of the bindings, against the installed C headers and against the running kernel's types.</summary>
public sealed class KernelProofTests
{
    // What Linux 6.1 headers, the oldest that these tests meet, do not have; the kernel's own types prove it.
    private static readonly string[] s_newerThanHeaders =
    [
        "link_create.netfilter.", "link_create.tcx.", "log_true_size", "btf_log_true_size", "netfilter.", "tcx.",
    ];

    [Fact]
    public void Structs_agree_with_the_headers()
    {
        var proof = new HeaderProof("linux/bpf.h", "sys/epoll.h");
        foreach (FieldFact fact in FieldFact.All.Where(IsInHeaders))
        {
            proof.Expression($"offsetof({fact.Type}, {fact.Path})", fact.Offset);
            proof.Expression($"sizeof((({fact.Type} *)0)->{fact.Path})", fact.Size);
        }

        Assert.True(proof.Count > 200, $"only {proof.Count} facts");
        Assert.Empty(proof.FindDifferences());
    }

    [Fact]
    public void Structs_agree_with_the_running_kernel()
    {
        List<string> differences = [];
        foreach (FieldFact fact in FieldFact.All)
        {
            string[] words = fact.Type.Split(' ');
            BtfField field = Btf.Kernel.Find(words[1], words[0] == "union" ? BtfKind.Union : BtfKind.Struct).FindField(fact.Path);
            if (field.ByteOffset != fact.Offset || field.BitSize != fact.Size * 8)
                differences.Add($"{fact}: C# has {fact.Size} bytes at {fact.Offset}, the kernel {field.BitSize / 8} at {field.ByteOffset}");
        }

        Assert.Empty(differences);
    }

    [Fact]
    public void Constants_agree_with_the_headers()
    {
        var proof = new HeaderProof(
            "errno.h", "fcntl.h", "sys/mman.h", "sys/eventfd.h", "sys/epoll.h", "linux/bpf.h", "linux/netfilter.h", "linux/if_link.h", "linux/capability.h");
        proof.Constants(typeof(Constants)).Constants(typeof(LibC));
        foreach ((string name, long value) in EnumFacts.InHeaders)
            proof.Expression(name, value);
        Assert.Empty(proof.FindDifferences());
    }

    [Fact]
    public void Enums_agree_with_the_running_kernel()
    {
        List<string> differences = [];
        foreach ((string kernelEnum, string name, long value) in EnumFacts.InKernelTypes)
        {
            BtfEnumerator found = Btf.Kernel.Find(kernelEnum, BtfKind.Enum).Values.SingleOrDefault(known => known.Name == name);
            if (found.Name is null || found.Value != value)
                differences.Add($"{name}: C# has {value}, the kernel {(found.Name is null ? "no such enumerator" : found.Value)}");
        }

        Assert.Empty(differences);
    }

    [Fact]
    public void Function_and_line_info_have_the_size_of_the_kernels()
    {
        Assert.Equal(Btf.Kernel.FindStruct("bpf_func_info").Size, Unsafe.SizeOf<FunctionInfo>());
        Assert.Equal(Btf.Kernel.FindStruct("bpf_line_info").Size, Unsafe.SizeOf<LineInfo>());
        Assert.Equal(Instruction.SizeInBytes, Btf.Kernel.FindStruct("bpf_insn").Size);
    }

    private static bool IsInHeaders(FieldFact fact) =>
        fact.Type != "struct bpf_nf_ctx"
        && !s_newerThanHeaders.Any(newer => newer.EndsWith('.') ? fact.Path.StartsWith(newer, StringComparison.Ordinal) : fact.Path == newer);
}
