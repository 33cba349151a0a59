namespace Weir.Bpf.Compiler.Tests.Generated;

public sealed partial class MethodGenerator
{
    private static readonly long[] s_interesting =
    [
        0, 1, 2, 3, 5, 7, 8, 10, 31, 32, 63, 64, 100, 127, 128, 255, 256, 1000, 32767, 32768, 65535, 65536, int.MaxValue, 0x80000000, uint.MaxValue,
        0x100000000, long.MaxValue, -1, -2, -7, -128, -129, -32768, int.MinValue, int.MinValue - 1L, long.MinValue,
    ];

    private string Expression(string type, int depth) => type == "bool" ? Condition(depth) : Integer(type, depth);

    private string Condition(int depth)
    {
        if (depth == 0)
            return BooleanLeaf();
        switch (_random.Next(9))
        {
            case 0:
                return BooleanLeaf();
            case 1:
                return $"!({Condition(depth - 1)})";
            case 2:
                return $"({Condition(depth - 1)} {Pick("&&", "||")} {Condition(depth - 1)})";
            case 3:
                return $"({Condition(depth - 1)} {Pick("&", "|", "^", "==", "!=")} {Condition(depth - 1)})";
            case 4:
                return $"(Callees.TryShift({Integer("uint", depth - 1)}, out var o{_names}) | o{_names++} > {_random.Next(100)})";
            default:
                var (left, right) = Operands(depth - 1);
                return $"({left} {Pick("<", "<=", ">", ">=", "==", "!=")} {right})";
        }
    }

    private string BooleanLeaf()
    {
        var variables = _readable.Where(variable => variable.Type == "bool").ToArray();
        if (variables.Length > 0 && Chance(2))
            return Pick(variables).Name;
        var (left, right) = Operands(0);
        return $"({left} {Pick("<", ">=", "==")} {right})";
    }

    private string Integer(string type, int depth)
    {
        if (depth == 0)
            return IntegerLeaf(type);
        var inner = depth - 1;
        if (_mayFault && Chance(8))
            return FaultingExpression(type, inner);
        switch (_random.Next(21))
        {
            case 0:
                return IntegerLeaf(type);
            case 1:
            case 2:
                return $"({type})({Integer(RandomType(), inner)})";
            case 3:
                return $"({type})({Division(Pick("int", "uint", "long", "ulong", "short", "byte"), inner)})";
            case 4:
            case 5:
                return $"({type})({Integer(RandomType(), inner)} {Pick("<<", ">>", ">>>")} {ShiftCount(inner)})";
            case 6:
                return $"({type})(~{Integer(RandomType(), inner)})";
            case 7:
                return $"({type})(-(long){Integer(RandomType(), inner)})";
            case 8:
                return $"({Condition(inner)} ? {Integer(type, inner)} : {Integer(type, inner)})";
            case 9:
                return Call(type, inner);
            case 10 when _structs.Count > 0:
                return $"({type}){Pick([.. _structs])}.Sum()";
            case 11 when _buffers.Count > 0:
                var buffer = Pick([.. _buffers]);
                return $"({type}){buffer.Name}[{Integer("uint", inner)} & {buffer.Length - 1}]";
            case 12 when _nestedStructs.Count > 0:
                var nested = Pick([.. _nestedStructs]);
                return $"({type}){Pick($"Callees.Weigh(in {nested})", $"Callees.Fold({nested})", $"{nested}.Weight")}";
            case 13:
                return $"({type})(long)(new Padded({Integer("int", inner)}) + {Pick("default(Padded)", $"new Padded({Integer("int", inner)})")})";
            case 14:
                return $"({type})({Pick("char", "nint", "nuint", "byte", "short")})({Integer(RandomType(), inner)})";
            default:
                var (left, right) = Operands(inner);
                return $"({type})({left} {Pick("+", "-", "*", "&", "|", "^")} {right})";
        }
    }

    private string IntegerLeaf(string type)
    {
        if (Chance(3))
            return Literal(type);
        var (variableType, name) = Pick(_readable.Where(variable => variable.Type != "bool").ToArray());
        return variableType == type ? name : $"({type}){name}";
    }

    private string Literal(string type)
    {
        var value = Chance(2) ? Pick(s_interesting) : _random.Next(-20, 300);
        return type switch
        {
            "ulong" => $"{(ulong)value}UL",
            "long" => value == long.MinValue ? "long.MinValue" : $"({value}L)",
            "uint" => $"{(uint)value}U",
            "int" => (int)value == int.MinValue ? "int.MinValue" : $"({(int)value})",
            _ => $"({type})({(int)value})",
        };
    }

    // C# has no operator between ulong and a signed type; all other pairs have one, most of them with a promotion.
    private (string Left, string Right) Operands(int depth)
    {
        var leftType = RandomType();
        var rightType = RandomType();
        var left = Integer(leftType, depth);
        var right = Integer(rightType, depth);
        if (leftType == "ulong" && IsSigned(rightType))
            right = $"(ulong)({right})";
        if (rightType == "ulong" && IsSigned(leftType))
            left = $"(ulong)({left})";
        return ($"({left})", $"({right})");
    }

    private string Division(string type, int depth)
    {
        var divisor = IsSigned(type)
            ? Pick($"(({Integer(type, depth)} & 0x7f) + 1)", $"(-2 - ({Integer(type, depth)} & 0x7f))", $"{_random.Next(1, 1000)}", $"(-{_random.Next(2, 100)})")
            : Pick($"({Integer(type, depth)} | 1)", $"{_random.Next(1, 1000)}");
        return $"{Integer(type, depth)} {Pick("/", "%")} {divisor}";
    }

    // One operand is a variable: the C# compiler refuses what it can see to fault.
    private string FaultingExpression(string type, int depth)
    {
        var operandType = Pick("int", "uint", "long", "ulong", "short", "sbyte");
        var variable = $"({operandType}){Pick(_readable.Where(variable => variable.Type != "bool").ToArray()).Name}";
        return _random.Next(3) switch
        {
            0 => $"({type})({Integer(operandType, depth)} {Pick("/", "%")} {variable})",
            1 => $"({type})(checked({variable} {Pick("+", "-", "*")} unchecked({Integer(operandType, depth)})))",
            _ => $"checked(({type})({variable}))",
        };
    }

    private string ShiftCount(int depth) => Chance(2) ? $"{_random.Next(64)}" : Integer("int", depth);

    private string Call(string type, int depth) => _random.Next(12) switch
    {
        0 => $"({type})Callees.Blend({Integer("int", depth)}, {Integer("long", depth)})",
        1 => $"({type})Callees.Clamp({Integer("ulong", depth)}, {Integer("uint", depth)})",
        2 => $"({type})Callees.CallThree({Integer("byte", depth)}, {Integer("int", depth)}, {Integer("ulong", depth)})",
        3 => $"({type})Callees.CallTwo({Integer("sbyte", depth)}, {Integer("uint", depth)})",
        4 => $"Callees.Pick<{type}>({Integer(type, depth)}, {Integer(type, depth)}, {Condition(depth)})",
        5 => $"({type})BinaryPrimitives.ReverseEndianness({Integer(Pick("ushort", "short", "int", "uint", "long", "ulong"), depth)})",
        7 => $"({type})Callees.CallGlobal({Integer("short", depth)}, {Integer("uint", depth)}, {Integer("long", depth)})",
        8 => $"({type})Callees.Twice(new Multiply({Integer("uint", depth)}), {Integer("ulong", depth)})",
        9 => $"({type})Callees.Twice(new CountedShift {{ Count = {Integer("int", depth)} }}, {Integer("ulong", depth)})",
        10 => $"({type})Callees.Classify({Integer("int", depth)})",
        6 => $"({type})Math.Min({Integer("int", depth)}, {Integer("int", depth)})",
        _ => $"({type})Math.Max({Integer("ulong", depth)}, {Integer("ulong", depth)})",
    };

    private static bool IsSigned(string type) => type is "sbyte" or "short" or "int" or "long";
}
