namespace Weir.Bpf.Compiler;

/// <summary>A kind of complaint about kernel code, with its stable identifier.</summary>
/// <param name="Id">The identifier.</param>
/// <param name="Title">The complaint in one line, for the documentation.</param>
/// <param name="Advice">What to write instead.</param>
internal sealed record Diagnostic(string Id, string Title, string Advice)
{
    public static readonly Diagnostic UnsupportedInstruction = new("WEIR1001", "An IL instruction that has no meaning in the kernel", "Use integers, pointers, structs and static methods only.");
    public static readonly Diagnostic HeapAllocation = new("WEIR1002", "Allocation of an object or array", "There is no heap in the kernel: use a struct local, stackalloc with a constant size, or a map.");
    public static readonly Diagnostic Boxing = new("WEIR1003", "Boxing of a value", "Make the method generic over 'where T : struct, IInterface' so that no box is needed.");
    public static readonly Diagnostic Strings = new("WEIR1004", "Use of a string", "Keep texts in user space; send numbers through a map or ring buffer.");
    public static readonly Diagnostic Exceptions = new("WEIR1005", "throw, try, catch or finally", "Return a verdict or an error number instead; in a function with a FaultResult, as in [GlobalFunction(FaultResult = 1)], a throw returns that.");
    public static readonly Diagnostic VirtualCall = new("WEIR1006", "Virtual or interface call on an object", "Call a static method, or a struct's method through a generic parameter 'where T : struct, IInterface'.");
    public static readonly Diagnostic Delegates = new("WEIR1007", "Delegate, lambda or function pointer", "Call the method directly.");
    public static readonly Diagnostic FloatingPoint = new("WEIR1008", "Floating-point arithmetic", "Use scaled integers.");
    public static readonly Diagnostic MutableStatic = new("WEIR1009", "Static field that is not a constant or a map", "Use a const, a 'static readonly' primitive, or a map (state lives in maps).");
    public static readonly Diagnostic Recursion = new("WEIR1010", "Recursion", "Write a bounded loop.");
    public static readonly Diagnostic CheckedArithmetic = new("WEIR1011", "Arithmetic with overflow check", "Use 'unchecked', and test the operands where overflow matters, or give the function a FaultResult that it returns on overflow.");
    public static readonly Diagnostic FrameTooLarge = new("WEIR1012", "Stack frame above 512 bytes", "Move big locals into a per-processor array map, or shorten them.");
    public static readonly Diagnostic VariableStackAllocation = new("WEIR1013", "stackalloc of a size that is not constant", "Give a constant size.");
    public static readonly Diagnostic UnknownMethod = new("WEIR1014", "Call of a method without usable IL", "Call a helper, a kernel function, or a static method of integers and structs.");
    public static readonly Diagnostic KernelStruct = new("WEIR1015", "Kernel struct or field that this kernel does not have", "Compare the declaration with 'bpftool btf dump file /sys/kernel/btf/vmlinux format c'.");
    public static readonly Diagnostic KernelBitfield = new("WEIR1016", "Kernel field that is a bitfield or of another size", "Declare the field with the kernel's size; read a bitfield through a byte that contains it.");
    public static readonly Diagnostic ContextAccess = new("WEIR1017", "Context accessed at a variable place", "The verifier allows only whole fields at constant offsets: use a switch over constants.");
    public static readonly Diagnostic FunctionSignature = new("WEIR1018", "Signature that a kernel function call cannot have", "Use at most five parameters of integers and pointers, and an integer result; pass structs by pointer.");
    public static readonly Diagnostic ProgramSignature = new("WEIR1019", "Program method with another signature than a program's", "Write 'static int Name(Context* context)' with [Program].");
    public static readonly Diagnostic MapField = new("WEIR1020", "Map that is not a static readonly field", "Declare the map as a 'static readonly' field with its constructor call.");
    public static readonly Diagnostic KernelFunction = new("WEIR1021", "Kernel function that this kernel does not have", "Check the kernel version that the function's documentation names.");
    public static readonly Diagnostic ConstantNeeded = new("WEIR1022", "Argument that must be a constant", "Pass a literal, a const or sizeof.");
    public static readonly Diagnostic OpaqueObject = new("WEIR1023", "Opaque kernel object copied or inspected", "Pass its address to kernel functions only.");
    public static readonly Diagnostic InliningTooDeep = new("WEIR1024", "Calls nested too deeply to inline", "Mark one of the methods with [StaticFunction].");
    public static readonly Diagnostic KernelStructWrite = new("WEIR1025", "Kernel struct copied or written as a whole", "Read its fields one by one.");
    public static readonly Diagnostic AtomicSize = new("WEIR1026", "Interlocked on fewer than 32 bits", "Use int, uint, long or ulong.");
    public static readonly Diagnostic ManagedReference = new("WEIR1027", "Managed object", "Only maps in static readonly fields are known to kernel code; write a table of constants as 'static ReadOnlySpan<byte> Table => [1, 2, 3]'.");
    public static readonly Diagnostic TooLong = new("WEIR1028", "Function with too many instructions for its jumps", "Split it into [StaticFunction] methods.");
    public static readonly Diagnostic FaultingCallee = new("WEIR1030", "Call of a function that may fault and has no FaultResult, in one that has", "Inline the method by taking its attribute away, or give it a FaultResult of its own and test what it returns.");
    public static readonly Diagnostic License = new("WEIR1031", "GPL-only helper or kernel function in code whose licence is not GPL-compatible", "Do without it, or declare a compatible licence, as [KernelLicense(\"Dual MIT/GPL\")], if the code is under one.");
    public static readonly Diagnostic NativeStructLayout = new("WEIR1029", "Struct without a fixed layout", "Use a sequential or explicit layout and unmanaged fields.");
}
