using System.Reflection;
using System.Reflection.Metadata;
using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.FrontEnd;

/// <summary>What the CLR answers with an exception, a function with a fault result answers by returning that result at once.</summary>
internal sealed partial class MethodImporter
{
    private bool HasFaultResult => _builder.Function.FaultResult is not null;

    /// <summary>Without a fault result a throw is refused later, when it is known whether it can be reached at all.</summary>
    private void Fault()
    {
        if (HasFaultResult)
            _builder.Jump(_builder.FaultExit());
        else
            _builder.Emit(Opcode.Throw, OperandWidth.Bits64);
    }

    private void FaultIf(JumpCondition condition, OperandWidth width, Value left, Value right)
    {
        var next = _builder.Function.NewBlock();
        _builder.Branch(condition, width, left, right, _builder.FaultExit(), next);
        _builder.Block = next;
    }

    /// <summary>The divisor zero faults, and so does the smallest integer divided by -1, whose quotient is one too large.</summary>
    private void CheckDivision(Opcode opcode, OperandWidth width, Value left, Value right)
    {
        if (!HasFaultResult)
            return;
        if (!right.IsConstant || right.Immediate == 0)
            FaultIf(JumpCondition.Equal, width, right, _builder.Constant(width, 0));
        var minusOne = _builder.Constant(width, -1);
        if (opcode is not (Opcode.DivideSigned or Opcode.RemainderSigned) || (right.IsConstant && right.Immediate != minusOne.Immediate))
            return;
        var (isMinusOne, next) = (_builder.Function.NewBlock(), _builder.Function.NewBlock());
        _builder.Branch(JumpCondition.Equal, width, right, minusOne, isMinusOne, next);
        _builder.Block = isMinusOne;
        _builder.Branch(JumpCondition.Equal, width, left, Smallest(width), _builder.FaultExit(), next);
        _builder.Block = next;
    }

    private Value Smallest(OperandWidth width) => _builder.Constant(width, width == OperandWidth.Bits32 ? int.MinValue : long.MinValue);

    /// <summary>
    /// Where statements start that do nothing but throw, or call a method that only throws: their exceptions and messages are never made.
    /// </summary>
    private HashSet<int> FindFaults()
    {
        var starts = new HashSet<int>();
        var statements = _compilation.Sources.StatementsOf(_il.Method);
        for (var i = 0; i < _il.Instructions.Count; i++)
        {
            if (!LeavesForGood(_il.Instructions[i]))
                continue;
            var first = i;
            while (first > 0 && !_il.Leaders.Contains(_il.Instructions[first].Offset) && !IsStatementStart(first, statements))
                first--;
            starts.Add(_il.Instructions[first].Offset);
        }

        return starts;
    }

    /// <summary>Without debug information a statement starts at the latest behind what certainly ended one.</summary>
    private bool IsStatementStart(int index, HashSet<int> statements)
    {
        if (statements.Count > 0)
            return statements.Contains(_il.Instructions[index].Offset);
        var before = _il.Instructions[index - 1];
        return before.Opcode switch
        {
            ILOpCode.Call or ILOpCode.Callvirt => ResolveMethod((int)before.Operand) is MethodInfo { ReturnType: var type } && type == typeof(void),
            (>= ILOpCode.Stloc_0 and <= ILOpCode.Stloc_3) or ILOpCode.Stloc_s or ILOpCode.Stloc or ILOpCode.Starg_s or ILOpCode.Starg
                or ILOpCode.Stfld or ILOpCode.Stsfld or ILOpCode.Stobj or ILOpCode.Initobj or ILOpCode.Pop
                or (>= ILOpCode.Stind_ref and <= ILOpCode.Stind_r8) or ILOpCode.Stind_i or ILOpCode.Initblk or ILOpCode.Cpblk or ILOpCode.Cpobj => true,
            _ => false,
        };
    }

    private bool LeavesForGood(in IlInstruction instruction) => instruction.Opcode switch
    {
        ILOpCode.Throw => true,
        ILOpCode.Call or ILOpCode.Callvirt => _compilation.NeverReturns(ResolveMethod((int)instruction.Operand)),
        _ => false,
    };
}
