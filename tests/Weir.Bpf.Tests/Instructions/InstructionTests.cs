using System.Runtime.InteropServices;
using CsCheck;
using static Weir.Bpf.Register;

namespace Weir.Bpf.Tests;

public sealed class InstructionTests
{
    // The numbers are those that clang -mcpu=v4 emits for the same instruction.
    public static TheoryData<Instruction, string> Encodings => new()
    {
        { Instruction.Arithmetic(ArithmeticOperation.Add, R1, R2), "0f21000000000000" },
        { Instruction.Arithmetic(ArithmeticOperation.Add, R1, -2, OperandWidth.Bits32), "04010000feffffff" },
        { Instruction.Arithmetic(ArithmeticOperation.SignedDivide, R1, R2), "3f21010000000000" },
        { Instruction.Arithmetic(ArithmeticOperation.SignedModulo, R1, 7, OperandWidth.Bits32), "9401010007000000" },
        { Instruction.Arithmetic(ArithmeticOperation.ArithmeticShiftRight, R3, 32), "c703000020000000" },
        { Instruction.Negate(R4), "8704000000000000" },
        { Instruction.Move(R6, R1), "bf16000000000000" },
        { Instruction.Move(R0, 1, OperandWidth.Bits32), "b400000001000000" },
        { Instruction.MoveSignExtended(R1, R2, 8), "bf21080000000000" },
        { Instruction.MoveSignExtended(R1, R2, 16, OperandWidth.Bits32), "bc21100000000000" },
        { Instruction.MoveSignExtended(R1, R2, 32), "bf21200000000000" },
        { Instruction.ToBigEndian(R1, 16), "dc01000010000000" },
        { Instruction.ToLittleEndian(R1, 32), "d401000020000000" },
        { Instruction.ByteSwap(R1, 64), "d701000040000000" },
        { Instruction.Load(MemorySize.Word, R1, R6, 12), "61610c0000000000" },
        { Instruction.Load(MemorySize.DoubleWord, R1, R10, -8), "79a1f8ff00000000" },
        { Instruction.LoadSignExtended(MemorySize.Byte, R1, R6, 1), "9161010000000000" },
        { Instruction.Store(MemorySize.HalfWord, R10, -2, R1), "6b1afeff00000000" },
        { Instruction.Store(MemorySize.Byte, R10, -1, 7), "720affff07000000" },
        { Instruction.Atomic(AtomicOperation.Add, MemorySize.DoubleWord, R1, 8, R2), "db21080000000000" },
        { Instruction.Atomic(AtomicOperation.FetchAdd, MemorySize.Word, R1, 0, R2), "c321000001000000" },
        { Instruction.Atomic(AtomicOperation.CompareExchange, MemorySize.DoubleWord, R1, 0, R2), "db210000f1000000" },
        { Instruction.Jump(-3), "0500fdff00000000" },
        { Instruction.JumpLong(70000), "0600000070110100" },
        { Instruction.JumpIf(JumpCondition.GreaterThan, R2, R0, 7), "2d02070000000000" },
        { Instruction.JumpIf(JumpCondition.SignedLessThan, R2, -1, 7, OperandWidth.Bits32), "c6020700ffffffff" },
        { Instruction.MayGoto(4), "e500040000000000" },
        { Instruction.CallHelper(HelperFunction.bpf_map_lookup_elem), "8500000001000000" },
        { Instruction.CallProgramFunction(-2), "85100000feffffff" },
        { Instruction.CallKernelFunction(4660), "8520000034120000" },
        { Instruction.Exit(), "9500000000000000" },
        { Instruction.LoadImmediate64(R1, 0x1122334455667788).First, "1801000088776655" },
        { Instruction.LoadImmediate64(R1, 0x1122334455667788).Second, "0000000044332211" },
        { Instruction.LoadMap(R1, 5).First, "1811000005000000" },
        { Instruction.LoadMapValue(R1, 5, 24).First, "1821000005000000" },
        { Instruction.LoadMapValue(R1, 5, 24).Second, "0000000018000000" },
        { Instruction.LoadKernelVariable(R1, 9).First, "1831000009000000" },
        { Instruction.LoadFunction(R1, 9).First, "1841000009000000" },
        { Instruction.LoadPacket(MemorySize.HalfWord, 12), "280000000c000000" },
        { Instruction.LoadPacket(MemorySize.Byte, R7, 9), "5070000009000000" },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Instructions_have_their_wire_form(Instruction instruction, string hex)
    {
        var bytes = new byte[Instruction.SizeInBytes];
        instruction.Write(bytes);

        Assert.Equal(hex, Convert.ToHexStringLower(bytes));
    }

    [Fact]
    public void Any_slot_survives_its_wire_form_and_lies_in_memory_as_on_the_wire() =>
        Gen.Select(Gen.Byte, Gen.Int[0, 15], Gen.Int[0, 15], Gen.Short, Gen.Int).Sample((opcode, destination, source, offset, immediate) =>
        {
            var instruction = new Instruction(opcode, (Register)destination, (Register)source, offset, immediate);
            var bytes = new byte[Instruction.SizeInBytes];
            instruction.Write(bytes);

            Assert.Equal(instruction, Instruction.Read(bytes));
            Assert.Equal(bytes, MemoryMarshal.AsBytes([instruction]).ToArray());
            Assert.Equal([instruction], Instruction.ReadAll(bytes));
        });

    [Fact]
    public void Forms_that_do_not_exist_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Instruction.MoveSignExtended(R1, R2, 32, OperandWidth.Bits32));
        Assert.Throws<ArgumentOutOfRangeException>(() => Instruction.LoadSignExtended(MemorySize.DoubleWord, R1, R2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Instruction.Atomic(AtomicOperation.Add, MemorySize.Byte, R1, 0, R2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Instruction.ByteSwap(R1, 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => Instruction.LoadPacket(MemorySize.DoubleWord, 0));
        Assert.Throws<ArgumentException>(() => Instruction.ReadAll(new byte[12]));
    }

    [Fact]
    public void Turning_a_condition_round_twice_gives_it_back()
    {
        foreach (JumpCondition condition in Enum.GetValues<JumpCondition>())
        {
            if (!condition.TryInvert(out JumpCondition inverse))
            {
                Assert.Equal(JumpCondition.AnyBitSet, condition);
                continue;
            }

            Assert.NotEqual(condition, inverse);
            Assert.True(inverse.TryInvert(out JumpCondition twice));
            Assert.Equal(condition, twice);
        }
    }

    [Fact]
    public void Helpers_have_the_numbers_of_the_running_kernel()
    {
        const string prefix = "BPF_FUNC_";
        var kernel = Btf.Kernel.Find("bpf_func_id", BtfKind.Enum).Values
            .Where(v => v.Name.StartsWith(prefix) && v.Value != 0)
            .Select(v => ("bpf_" + v.Name[prefix.Length..], (int)v.Value))
            .OrderBy(v => v.Item2);

        Assert.Equal(kernel, Enum.GetValues<HelperFunction>().Select(h => (h.ToString(), (int)h)));
    }
}
