using System.Reflection;

namespace Weir.Bpf.Compiler.Ir;

/// <summary>A place in a C# method, by IL offset.</summary>
internal readonly record struct SourcePoint(MethodBase? Method, int Offset);
