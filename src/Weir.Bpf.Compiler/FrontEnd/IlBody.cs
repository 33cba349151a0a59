using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Metadata;

namespace Weir.Bpf.Compiler.FrontEnd;

/// <summary>A method body, decoded once however often it is inlined.</summary>
internal sealed class IlBody
{
    private IlBody(MethodBase method, MethodBody body, List<IlInstruction> instructions)
    {
        Method = method;
        Instructions = instructions;
        InitializesLocals = body.InitLocals;
        Locals = body.LocalVariables.Select(local => local.LocalType).ToArray();
        HasExceptionHandlers = body.ExceptionHandlingClauses.Count > 0;
        TypeArguments = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        MethodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        Parameters = ParametersOf(method);
        foreach (var instruction in instructions)
            Note(instruction);
    }

    public MethodBase Method { get; }

    public IReadOnlyList<IlInstruction> Instructions { get; }

    public IReadOnlyList<Type> Locals { get; }

    /// <summary>Types of the arguments, with the address of the struct first for instance methods.</summary>
    public IReadOnlyList<Type> Parameters { get; }

    public bool InitializesLocals { get; }

    public bool HasExceptionHandlers { get; }

    public Type[]? TypeArguments { get; }

    public Type[]? MethodArguments { get; }

    /// <summary>Offsets where a basic block starts.</summary>
    public HashSet<int> Leaders { get; } = [0];

    public HashSet<int> AddressedLocals { get; } = [];

    public HashSet<int> AddressedArguments { get; } = [];

    public bool Has(ILOpCode opcode)
    {
        foreach (var instruction in Instructions)
        {
            if (instruction.Opcode == opcode)
                return true;
        }

        return false;
    }

    /// <summary>Decodes a method, or returns null when it has no IL.</summary>
    public static IlBody? Read(MethodBase method)
    {
        var body = method.GetMethodBody();
        return body?.GetILAsByteArray() is { } il ? new IlBody(method, body, Decode(il)) : null;
    }

    private static Type[] ParametersOf(MethodBase method)
    {
        var parameters = method.GetParameters();
        var offset = method.IsStatic ? 0 : 1;
        var types = new Type[parameters.Length + offset];
        if (!method.IsStatic)
            types[0] = method.DeclaringType!.IsValueType ? method.DeclaringType.MakeByRefType() : method.DeclaringType;
        for (var i = 0; i < parameters.Length; i++)
            types[i + offset] = parameters[i].ParameterType;
        return types;
    }

    private void Note(in IlInstruction instruction)
    {
        switch (instruction.Opcode)
        {
            case ILOpCode.Ldloca or ILOpCode.Ldloca_s:
                AddressedLocals.Add((int)instruction.Operand);
                break;
            case ILOpCode.Ldarga or ILOpCode.Ldarga_s:
                AddressedArguments.Add((int)instruction.Operand);
                break;
            case ILOpCode.Switch:
                Leaders.UnionWith(instruction.Targets!);
                Leaders.Add(instruction.Next);
                break;
            default:
                if (instruction.Opcode.IsBranch())
                {
                    Leaders.Add((int)instruction.Operand);
                    Leaders.Add(instruction.Next);
                }

                break;
        }
    }

    private static List<IlInstruction> Decode(byte[] il)
    {
        const byte twoByteOpcode = 0xfe;
        var instructions = new List<IlInstruction>();
        for (var position = 0; position < il.Length;)
        {
            var start = position;
            var opcode = (ILOpCode)il[position++];
            if ((byte)opcode == twoByteOpcode)
                opcode = (ILOpCode)((twoByteOpcode << 8) | il[position++]);
            var rest = il.AsSpan(position);
            if (opcode == ILOpCode.Switch)
            {
                var count = BinaryPrimitives.ReadInt32LittleEndian(rest);
                position += sizeof(int) * (count + 1);
                var targets = new int[count];
                for (var i = 0; i < count; i++)
                    targets[i] = position + BinaryPrimitives.ReadInt32LittleEndian(rest[(sizeof(int) * (i + 1))..]);
                instructions.Add(new IlInstruction(start, opcode, 0, position, targets));
                continue;
            }

            var size = OperandSize(opcode);
            position += size;
            long operand = size switch
            {
                1 when HasSignedByte(opcode) => (sbyte)rest[0],
                1 => rest[0],
                2 => BinaryPrimitives.ReadUInt16LittleEndian(rest),
                4 => BinaryPrimitives.ReadInt32LittleEndian(rest),
                8 => BinaryPrimitives.ReadInt64LittleEndian(rest),
                _ => 0,
            };
            if (opcode.IsBranch())
                operand += position;
            instructions.Add(new IlInstruction(start, opcode, operand, position));
        }

        return instructions;
    }

    private static bool HasSignedByte(ILOpCode opcode) => opcode == ILOpCode.Ldc_i4_s || opcode.IsBranch();

    private static int OperandSize(ILOpCode opcode) => opcode switch
    {
        _ when opcode.IsBranch() => opcode.GetBranchOperandSize(),
        ILOpCode.Ldarg_s or ILOpCode.Ldarga_s or ILOpCode.Starg_s or ILOpCode.Ldloc_s or ILOpCode.Ldloca_s or ILOpCode.Stloc_s
            or ILOpCode.Ldc_i4_s or ILOpCode.Unaligned => 1,
        >= ILOpCode.Ldarg and <= ILOpCode.Stloc => 2,
        ILOpCode.Ldc_i8 or ILOpCode.Ldc_r8 => 8,
        ILOpCode.Ldc_i4 or ILOpCode.Ldc_r4 or ILOpCode.Jmp or ILOpCode.Call or ILOpCode.Calli or ILOpCode.Callvirt
            or ILOpCode.Cpobj or ILOpCode.Ldobj or ILOpCode.Ldstr or ILOpCode.Newobj or ILOpCode.Castclass or ILOpCode.Isinst
            or ILOpCode.Unbox or (>= ILOpCode.Ldfld and <= ILOpCode.Stobj) or ILOpCode.Box or ILOpCode.Newarr or ILOpCode.Ldelema
            or (>= ILOpCode.Ldelem and <= ILOpCode.Unbox_any) or ILOpCode.Refanyval or ILOpCode.Mkrefany or ILOpCode.Ldtoken
            or ILOpCode.Ldftn or ILOpCode.Ldvirtftn or ILOpCode.Initobj or ILOpCode.Constrained or ILOpCode.Sizeof => 4,
        _ => 0,
    };
}
