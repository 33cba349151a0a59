using Weir.Bpf.Compiler.Ir;

namespace Weir.Bpf.Compiler.FrontEnd;

/// <summary>A value on IL's evaluation stack.</summary>
/// <param name="Kind">Its evaluation type.</param>
/// <param name="Value">The value; for a struct, the address where it lies.</param>
/// <param name="Type">The struct's type.</param>
/// <param name="IsBorrowed">The address is the struct's home, not a copy: it must be copied before anything is stored or called.</param>
internal readonly record struct StackEntry(StackKind Kind, Value Value, Type? Type = null, bool IsBorrowed = false);
