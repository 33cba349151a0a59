using Weir.Bpf.Language;
using static Weir.Bpf.Register;

namespace Weir.Bpf.Tests;

public sealed class BtfBuilderTests
{
    [Fact]
    public void The_kernel_accepts_types_of_every_kind()
    {
        Assert.Equal("", KernelProbe.RefusalOfTypes(EveryKind().Build().AsSpan()));
    }

    [Fact]
    public void What_was_built_reads_back()
    {
        Btf btf = Btf.Parse(EveryKind().Build().AsSpan());

        BtfType node = btf.FindStruct("node");
        Assert.Equal(24, node.Size);
        Assert.Equal("struct node *", node.FindField("next").Type.ToString());
        Assert.Equal((64, 3), (node.FindField("kind").BitOffset, node.FindField("kind").BitSize));
        Assert.Equal((67, 5), (node.FindField("flags").BitOffset, node.FindField("flags").BitSize));
        Assert.Equal((12, 16), (node.FindField("small").ByteOffset, node.FindField("small").BitSize));
        Assert.Equal("unsigned int[2]", node.FindField("words").Type.ToString());
        Assert.Equal([new BtfEnumerator("LOW", -1), new BtfEnumerator("HIGH", 1)], btf.Find("level", BtfKind.Enum).Values);
        Assert.Equal([new BtfEnumerator("HUGE", long.MaxValue)], btf.Find("wide", BtfKind.Enum64).Values);
        Assert.Equal("int classify(struct node *node, word flags)", btf.FindFunction("classify").ToString());
        Assert.Equal(BtfLinkage.Global, btf.FindFunction("classify").Linkage);
        Assert.Equal(8, btf.Find("counter", BtfKind.Variable).Size);
        Assert.Equal(8, btf.Find(".bss", BtfKind.DataSection).Variables[0].Size);
        BtfType tag = Enumerable.Range(0, btf.TypeCount).Select(i => btf[i]).Single(t => t.Kind == BtfKind.DeclarationTag);
        Assert.Equal(("arg:nonnull", 0, "classify"), (tag.Name, tag.Component, tag.Target.Name));
    }

    [Fact]
    public void Equal_types_and_strings_are_stored_once()
    {
        var builder = new BtfBuilder();
        int first = builder.AddPointer(builder.AddInteger("int", 4, BtfIntegerEncoding.Signed));
        int length = builder.Build().Length;

        int second = builder.AddPointer(builder.AddInteger("int", 4, BtfIntegerEncoding.Signed));

        Assert.Equal(first, second);
        Assert.Equal(length, builder.Build().Length);
        Assert.Equal(builder.AddString("some text"), builder.AddString("some text"));
    }

    [Fact]
    public void Missing_types_of_other_BTF_are_not_blamed_on_the_kernel()
    {
        Btf btf = Btf.Parse(EveryKind().Build().AsSpan());

        Assert.Contains("struct gone", Assert.Throws<KeyNotFoundException>(() => btf.FindStruct("gone")).Message);
        Assert.Contains("'gone' of struct node", Assert.Throws<KeyNotFoundException>(() => btf.FindStruct("node").FindField("gone")).Message);
    }

    [Theory]
    [InlineData("List<int>")]
    [InlineData("7up")]
    [InlineData("")]
    public void Names_that_the_kernel_would_refuse_are_refused(string name)
    {
        Assert.ThrowsAny<ArgumentException>(() => new BtfBuilder().AddFunction(name, 1, BtfLinkage.Global));
    }

    [Fact]
    public void A_member_outside_of_its_struct_is_refused()
    {
        var builder = new BtfBuilder();
        int integer = builder.AddInteger("int", 4);

        Assert.Contains("'late'", Assert.Throws<ArgumentException>(() => builder.AddStruct("s", 4, BtfMember.At("late", integer, 5))).Message);
    }

    [Fact]
    public void Damaged_BTF_is_refused_and_never_read_outside_of_its_bounds()
    {
        byte[] good = [.. EveryKind().Build()];
        var random = new Random(7);
        Assert.Throws<InvalidDataException>(() => Btf.Parse([]));
        Assert.Throws<InvalidDataException>(() => Btf.Parse(good.AsSpan(0, good.Length - 1)));
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bad = [.. good];
            for (int i = random.Next(1, 4); i > 0; i--)
                bad[random.Next(bad.Length)] = (byte)random.Next(256);
            ReadEverything(bad);
        }
    }

    [Fact]
    public void A_function_verified_alone_takes_a_struct_that_must_not_be_null()
    {
        var types = new BtfBuilder();
        int integer = types.AddInteger("int", 4, BtfIntegerEncoding.Signed);
        int unsigned = types.AddInteger("unsigned int", 4);
        int fields = types.AddStruct("packet_fields", 8, BtfMember.At("source", unsigned, 0), BtfMember.At("destination", unsigned, 4));
        int context = types.AddPointer(types.AddStruct("__sk_buff", 0));
        int main = types.AddFunction("main", types.AddFunctionPrototype(integer, new BtfParameter("context", context)), BtfLinkage.Global);
        int classifyPrototype = types.AddFunctionPrototype(integer, new BtfParameter("fields", types.AddPointer(fields)));
        int classify = types.AddFunction("classify", classifyPrototype, BtfLinkage.Global);
        types.AddDeclarationTag("arg:nonnull", classify, 0);
        AssembledProgram program = new Assembler()
            .SourceLine("Kernel.cs", 1, 1, "PacketFields fields = default;")
            .Store(MemorySize.DoubleWord, R10, -8, 0)
            .Move(R1, R10).Add(R1, -8)
            .CallFunction("classify")
            .Exit()
            .Label("classify")
            .SourceLine("Kernel.cs", 9, 1, "return fields->destination;")
            .Load(MemorySize.Word, R0, R1, 4)
            .Exit()
            .Assemble();
        LineInfo[] lines = [.. program.Lines.Select(types.AddLine)];

        (bool accepted, string log) = KernelProbe.Load(new ProgramSpec
        {
            Name = "global",
            Type = ProgramType.SchedulerClassifier,
            License = "GPL",
            Instructions = program.Instructions,
            Debug = new ProgramBtf(
                types.Build(), [new FunctionInfo(0, main), new FunctionInfo(program.Labels["classify"], classify)], [.. lines]),
        });

        Assert.True(accepted, log);
        Assert.Contains("Func#1 ('classify') is safe", log);
        Assert.Contains("; return fields->destination; @ Kernel.cs:9", log);
    }

    private static BtfBuilder EveryKind()
    {
        var b = new BtfBuilder();
        int integer = b.AddInteger("int", 4, BtfIntegerEncoding.Signed);
        int unsigned = b.AddInteger("unsigned int", 4);
        int wide = b.AddInteger("unsigned long", 8);
        int half = b.AddInteger("unsigned short", 2);
        int word = b.AddTypedef("word", unsigned);
        int words = b.AddArray(unsigned, 2);
        int pointer = b.AddPointer(b.NextTypeId + 1);
        int node = b.AddStruct(
            "node",
            24,
            BtfMember.At("next", pointer, 0),
            new BtfMember("kind", unsigned, 64, 3),
            new BtfMember("flags", unsigned, 67, 5),
            BtfMember.At("small", half, 12),
            BtfMember.At("words", words, 16));
        Assert.Equal(pointer + 1, node);
        b.AddUnion("either", 8, BtfMember.At("number", wide, 0), BtfMember.At("node", pointer, 0));
        b.AddEnum("level", 4, signed: true, new BtfEnumerator("LOW", -1), new BtfEnumerator("HIGH", 1));
        b.AddEnum("wide", 8, signed: false, new BtfEnumerator("HUGE", long.MaxValue));
        b.AddPointer(b.AddForward("elsewhere"));
        b.AddPointer(b.AddForward("elsewhere_too", isUnion: true));
        b.AddPointer(b.AddConst(b.AddVolatile(integer)));
        b.AddRestrict(pointer);
        b.AddPointer(b.AddTypeTag("user", integer));
        b.AddFloat("double", 8);
        int prototype = b.AddFunctionPrototype(integer, new BtfParameter("node", pointer), new BtfParameter("flags", word));
        int function = b.AddFunction("classify", prototype, BtfLinkage.Global);
        b.AddFunction("helper", prototype, BtfLinkage.Static);
        b.AddDeclarationTag("arg:nonnull", function, 0);
        int variable = b.AddVariable("counter", wide, BtfLinkage.Global);
        b.AddDataSection(".bss", 8, new BtfSectionVariable(variable, 0, 8));
        return b;
    }

    /// <summary>Reads all there is; damage may only show as the documented exceptions.</summary>
    private static void ReadEverything(byte[] blob)
    {
        try
        {
            Btf btf = Btf.Parse(blob);
            for (int id = 0; id < btf.TypeCount; id++)
            {
                _ = btf[id].ToString();
                if (btf[id].Kind is BtfKind.Struct or BtfKind.Union)
                    _ = btf[id].Fields;
                _ = btf.TryFind("node", BtfKind.Struct, out _);
            }
        }
        catch (InvalidDataException)
        {
        }
        catch (InvalidOperationException)
        {
            // A reference now leads to a type of another kind.
        }
    }
}
