using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace Weir.Bpf.Compiler.Tests.Harness;

/// <summary>Tells which IL opcodes methods are made of, without help of the compiler under test.</summary>
public static class IlReader
{
    private static readonly Dictionary<short, OpCode> s_opcodes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(opcode => opcode.Value);

    /// <summary>All opcodes of ECMA-335, partition III, by name; the runtime's reserved ones are none.</summary>
    public static IEnumerable<OpCode> AllOpcodes => s_opcodes.Values.Where(opcode => opcode.OpCodeType != OpCodeType.Nternal);

    /// <summary>The opcodes of some methods and of all methods of the same assembly that they call.</summary>
    /// <param name="methods">The methods.</param>
    public static HashSet<OpCode> OpcodesReachedFrom(IEnumerable<MethodBase> methods)
    {
        var opcodes = new HashSet<OpCode>();
        var seen = new HashSet<MethodBase>(methods);
        var pending = new Queue<MethodBase>(seen);
        while (pending.TryDequeue(out var method))
        {
            foreach (var (opcode, token) in Read(method))
            {
                opcodes.Add(opcode);
                if (opcode.OperandType == OperandType.InlineMethod && Resolve(method, token) is { } callee
                    && callee.Module == method.Module && seen.Add(callee))
                    pending.Enqueue(callee);
            }
        }

        return opcodes;
    }

    private static IEnumerable<(OpCode Opcode, int Token)> Read(MethodBase method)
    {
        const byte twoByteOpcode = 0xfe;
        var il = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var position = 0; position < il.Length;)
        {
            short value = il[position++];
            if (value == twoByteOpcode)
                value = (short)((twoByteOpcode << 8) | il[position++]);
            var opcode = s_opcodes[value];
            var size = OperandSize(opcode, il.AsSpan(position));
            yield return (opcode, size == sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(il.AsSpan(position)) : 0);
            position += size;
        }
    }

    private static int OperandSize(OpCode opcode, ReadOnlySpan<byte> operand) => opcode.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => sizeof(int) * (1 + BinaryPrimitives.ReadInt32LittleEndian(operand)),
        _ => sizeof(int),
    };

    private static MethodBase? Resolve(MethodBase caller, int token)
    {
        var typeArguments = caller.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        return caller.Module.ResolveMethod(token, typeArguments, caller.IsGenericMethod ? caller.GetGenericArguments() : null);
    }
}
