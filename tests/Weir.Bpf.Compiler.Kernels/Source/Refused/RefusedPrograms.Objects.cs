using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Kernels.Refused;

/// <summary>Objects, texts and everything that needs a heap.</summary>
public static unsafe partial class RefusedPrograms
{
    internal static readonly ArrayMap<ulong> Fixed = new(1);
    internal static ArrayMap<ulong> Replaceable = new(1);

    private static readonly int[] s_table = [1, 2, 3];
    private static readonly Shape s_shape = new Square();
    private static int s_count;

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1001", "typeof(T)", "integers")]
    public static int TypeTest(TrafficControlContext* context)
    {
        return Describe<long>((int)context->len);
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1002", "new int[", "stackalloc")]
    public static int ArrayAllocation(TrafficControlContext* context)
    {
        var values = new int[context->len];
        return values[0];
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1002", "new Square()", "stackalloc")]
    public static int ObjectAllocation(TrafficControlContext* context)
    {
        var square = new Square();
        return square.Area((int)context->len);
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1003", "IShape shape = ", "generic")]
    public static int Boxing(TrafficControlContext* context)
    {
#pragma warning disable CA1859 // The box is what is refused.
        IShape shape = new Circle();
#pragma warning restore CA1859
        return shape.Area((int)context->len);
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1004", "return \"text\"", "user space")]
    public static int Text(TrafficControlContext* context)
    {
        return "text".Length;
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1027", "s_shape.Area", "maps")]
    public static int ObjectInStaticField(TrafficControlContext* context)
    {
        return s_shape.Area((int)context->len);
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1027", "s_table[", "maps")]
    public static int ArrayInStaticField(TrafficControlContext* context)
    {
        return s_table[context->len & 1];
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1006", "Fixed.GetHashCode()", "static method")]
    public static int VirtualCall(TrafficControlContext* context)
    {
        return Fixed.GetHashCode();
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1007", "Func<int, int>", "directly")]
    public static int Lambda(TrafficControlContext* context)
    {
        Func<int, int> twice = value => value * 2;
        return twice((int)context->len);
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1007", "delegate*<int, int> twice", "directly")]
    public static int FunctionPointer(TrafficControlContext* context)
    {
        delegate*<int, int> twice = &Twice;
        return twice((int)context->len);
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1009", "s_count++", "map")]
    public static int MutableStaticField(TrafficControlContext* context)
    {
        return s_count++;
    }

    [Program(ProgramType.SchedulerClassifier)]
    [Refused("WEIR1020", "Replaceable.First()", "static readonly")]
    public static int MapInMutableField(TrafficControlContext* context)
    {
        return (int)*Replaceable.First();
    }

    [Program(ProgramType.SchedulerClassifier, FaultResult = 0)]
    [Refused("WEIR1004", "== \"text\"", "user space")]
    public static int TextCompared(TrafficControlContext* context)
    {
        var text = context->len > 100 ? "long" : "short";
        return text == "text" ? 1 : 2;
    }

    private static int Describe<T>(int value) => typeof(T) == typeof(int) ? value : -value;

    private static int Twice(int value) => value * 2;
}
