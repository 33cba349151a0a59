namespace Weir.Bpf.Compiler.Kernels.Scalars;

/// <summary>Switches: dense, sparse, with gaps, over every width, nested, with jumps from case to case.</summary>
public static class SwitchKernels
{
    public enum Kind : byte
    {
        None,
        First,
        Second,
        Third = 17,
        Last = 58,
    }

    public static int Dense(int value)
    {
        switch (value)
        {
            case 0: return 5;
            case 1: return 3;
            case 2: return 8;
            case 3: return 1;
            case 4: return 12;
            case 5: return 7;
            case 6: return 2;
            case 7: return 9;
            case 8: return 31;
            case 9: return 27;
            case 10: return 11;
            case 11: return 64;
            case 12: return 23;
            case 13: return 18;
            case 14: return 40;
            case 15: return 6;
            case 16: return 77;
            default: return -1;
        }
    }

    public static int DenseWithSharedCases(uint value)
    {
        switch (value)
        {
            case 10: case 11: case 12: return 1;
            case 13: return 2;
            case 15: case 16: return 3;
            case 17: return 1;
            case 18: return 2;
            default: return 0;
        }
    }

    public static int DenseFromNegative(int value) => value switch
    {
        -3 => 10,
        -2 => 20,
        -1 => 30,
        0 => 40,
        1 => 50,
        2 => 60,
        _ => 70,
    };

    public static int Sparse(int value) => value switch
    {
        1 => 10,
        17 => 11,
        58 => 12,
        300 => 13,
        1000 => 14,
        32767 => 15,
        int.MinValue => 16,
        int.MaxValue => 17,
        -100 => 18,
        _ => 0,
    };

    public static int Wide(long value) => value switch
    {
        0 => 1,
        1 => 2,
        0x1_0000_0000 => 3,
        0x1_0000_0001 => 4,
        long.MinValue => 5,
        -1 => 6,
        _ => 7,
    };

    public static int WideAndDense(ulong value)
    {
        switch (value)
        {
            case 3: return 1;
            case 4: return 2;
            case 5: return 4;
            case 6: return 8;
            case 7: return 16;
            case 8: return 32;
            default: return 64;
        }
    }

    public static int Enumeration(byte value) => (Kind)value switch
    {
        Kind.None => 1,
        Kind.First or Kind.Second => 2,
        Kind.Third => 3,
        Kind.Last => 4,
        _ => 5,
    };

    public static int CaseToCase(int value, int other)
    {
        var result = 0;
        switch (value)
        {
            case 0:
                result += 1;
                goto case 2;
            case 1:
                result += 10;
                goto default;
            case 2:
                result += 100;
                break;
            case 3:
                if (other > 5)
                    goto case 0;
                result += 1000;
                goto case 1;
            default:
                result += other;
                break;
        }

        return result;
    }

    public static int InLoop(int value)
    {
        var state = 0;
        for (var turn = 0; turn < 12; turn++)
        {
            switch (state)
            {
                case 0:
                    state = (value & 1) != 0 ? 1 : 2;
                    break;
                case 1:
                    state = 3;
                    continue;
                case 2:
                    state = (value >> turn) & 3;
                    break;
                case 3:
                    return turn * 100 + state;
                default:
                    return -1;
            }

            value = value * 5 + 1;
        }

        return state;
    }

    public static int Nested(byte protocol, ushort port)
    {
        switch (protocol)
        {
            case 6:
                switch (port)
                {
                    case 22: return 1;
                    case 80: return 2;
                    case 443: return 3;
                    default: return 4;
                }

            case 17:
                return port switch { 53 => 5, 67 or 68 => 6, > 1023 => 7, _ => 8 };
            case 1:
            case 58:
                return 9;
            default:
                return 10;
        }
    }

    public static int Ranges(int value) => value switch
    {
        < -1000 => 1,
        >= -10 and < 0 => 2,
        0 => 3,
        > 0 and <= 5 => 4,
        7 or 9 or 11 or 13 => 5,
        _ => 6,
    };

    public static int Tuples(int a, int b) => (a, b) switch
    {
        (0, 0) => 1,
        (0, _) => 2,
        ( > 0, > 100) => 3,
        (_, -1) => 4,
        _ => 5,
    };
}
