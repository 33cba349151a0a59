using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.FrontEnd;

/// <summary>
/// Where an argument, local or stack entry lives: in a variable, or in a stack slot when it is a struct or its address is taken. A struct
/// that the kernel cannot hold has neither: it is refused where it is used.
/// </summary>
internal readonly record struct Home(Type Type, StackKind Kind, Variable? Variable, StackSlot? Slot);
