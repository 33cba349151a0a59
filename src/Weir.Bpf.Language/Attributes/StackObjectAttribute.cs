namespace Weir.Bpf.Language;

/// <summary>Marks a struct that the verifier tracks as one opaque object on the stack: it is never split, copied or initialised by compiled code.</summary>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class StackObjectAttribute : Attribute;
