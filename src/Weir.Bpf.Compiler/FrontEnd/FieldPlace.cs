using System.Reflection;

namespace Weir.Bpf.Compiler.FrontEnd;

/// <summary>A struct's field and its offset in bytes.</summary>
internal readonly record struct FieldPlace(FieldInfo Field, int Offset);
