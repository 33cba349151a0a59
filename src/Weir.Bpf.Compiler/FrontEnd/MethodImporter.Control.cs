using System.Reflection.Metadata;
using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.FrontEnd;

internal sealed partial class MethodImporter
{
    private bool ImportControl(in IlInstruction instruction)
    {
        var target = (int)instruction.Operand;
        switch (instruction.Opcode)
        {
            case ILOpCode.Br or ILOpCode.Br_s:
                CopyBorrowed();
                GoTo(target);
                return true;
            case ILOpCode.Brtrue or ILOpCode.Brtrue_s:
                ImportBranchOnZero(JumpCondition.NotEqual, instruction);
                return true;
            case ILOpCode.Brfalse or ILOpCode.Brfalse_s:
                ImportBranchOnZero(JumpCondition.Equal, instruction);
                return true;
            case ILOpCode.Beq or ILOpCode.Beq_s:
                ImportBranch(JumpCondition.Equal, instruction);
                return true;
            case ILOpCode.Bne_un or ILOpCode.Bne_un_s:
                ImportBranch(JumpCondition.NotEqual, instruction);
                return true;
            case ILOpCode.Blt or ILOpCode.Blt_s:
                ImportBranch(JumpCondition.SignedLessThan, instruction);
                return true;
            case ILOpCode.Ble or ILOpCode.Ble_s:
                ImportBranch(JumpCondition.SignedLessThanOrEqual, instruction);
                return true;
            case ILOpCode.Bgt or ILOpCode.Bgt_s:
                ImportBranch(JumpCondition.SignedGreaterThan, instruction);
                return true;
            case ILOpCode.Bge or ILOpCode.Bge_s:
                ImportBranch(JumpCondition.SignedGreaterThanOrEqual, instruction);
                return true;
            case ILOpCode.Blt_un or ILOpCode.Blt_un_s:
                ImportBranch(JumpCondition.LessThan, instruction);
                return true;
            case ILOpCode.Ble_un or ILOpCode.Ble_un_s:
                ImportBranch(JumpCondition.LessThanOrEqual, instruction);
                return true;
            case ILOpCode.Bgt_un or ILOpCode.Bgt_un_s:
                ImportBranch(JumpCondition.GreaterThan, instruction);
                return true;
            case ILOpCode.Bge_un or ILOpCode.Bge_un_s:
                ImportBranch(JumpCondition.GreaterThanOrEqual, instruction);
                return true;
            case ILOpCode.Switch:
                ImportSwitch(instruction);
                return true;
            case ILOpCode.Ret:
                ImportReturn();
                return true;
            default:
                return false;
        }
    }

    private void ImportBranchOnZero(JumpCondition condition, in IlInstruction instruction)
    {
        var kind = _stack[^1].Kind;
        Push(kind, _builder.Constant(kind == StackKind.Int32 ? OperandWidth.Bits32 : OperandWidth.Bits64, 0));
        ImportBranch(condition, instruction);
    }

    private void ImportBranch(JumpCondition condition, in IlInstruction instruction)
    {
        var width = PopPair(out var left, out var right, out _);
        CopyBorrowed();
        var target = (int)instruction.Operand;
        HandOver(target);
        if (target != instruction.Next)
            HandOver(instruction.Next);
        _builder.Branch(condition, width, left, right, _blocks[target], _blocks[instruction.Next]);
    }

    /// <summary>A tree of comparisons: BPF has no jump tables that the minimum kernel knows.</summary>
    private void ImportSwitch(in IlInstruction instruction)
    {
        var selector = _builder.Truncate(Pop().Value);
        CopyBorrowed();
        foreach (var target in instruction.Targets!)
            HandOver(target);
        HandOver(instruction.Next);
        var ranges = new List<(long Start, int Target)>();
        for (var i = 0; i < instruction.Targets.Length; i++)
        {
            if (i == 0 || instruction.Targets[i] != instruction.Targets[i - 1])
                ranges.Add((i, instruction.Targets[i]));
        }

        ranges.Add((instruction.Targets.Length, instruction.Next));
        BranchAmong(selector, ranges);
    }

    /// <summary>Goes to the target of the range of numbers that the selector is in; each range ends where the next one starts.</summary>
    private void BranchAmong(Value selector, List<(long Start, int Target)> ranges)
    {
        if (ranges.Count == 1)
        {
            _builder.Jump(_blocks[ranges[0].Target]);
            return;
        }

        var middle = ranges.Count / 2;
        var (below, above) = (_builder.Function.NewBlock(), _builder.Function.NewBlock());
        _builder.Branch(JumpCondition.LessThan, OperandWidth.Bits32, selector, _builder.Constant32(ranges[middle].Start), below, above);
        _builder.Block = below;
        BranchAmong(selector, ranges[..middle]);
        _builder.Block = above;
        BranchAmong(selector, ranges[middle..]);
    }

    private void ImportReturn()
    {
        if (_result is { } result)
            ImportAssignment(result);
        _builder.Jump(_exit);
    }
}
