using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weir.Bpf.Interop;
using Weir.Bpf.Language;

namespace Weir.Bpf.Tests.Interop;

/// <summary>What a managed declaration says about a field of a C type.</summary>
/// <param name="Type">The C type, for example "union bpf_attr".</param>
/// <param name="Path">The field, with dots for structs in structs.</param>
/// <param name="Offset">Bytes from the start of the type.</param>
/// <param name="Size">Bytes.</param>
internal sealed record FieldFact(string Type, string Path, int Offset, int Size)
{
    /// <summary>Everything that the bindings and the contexts of kernel C# declare.</summary>
    public static IReadOnlyList<FieldFact> All { get; } =
    [
        .. typeof(BpfMap).Assembly.GetTypes()
            .Where(type => type.IsValueType && !type.IsEnum)
            .SelectMany(type => type.GetCustomAttribute<KernelTypeAttribute>() is { } kernel
                ? Of(type, kernel.Name, kernel.Member is null ? "" : kernel.Member + ".", 0)
                : []),
        .. typeof(ContextStructAttribute).Assembly.GetTypes()
            .SelectMany(type => type.GetCustomAttribute<ContextStructAttribute>() is { } context
                ? Of(type, "struct " + context.Name, "", 0)
                : []),
    ];

    public override string ToString() => $"{Type} {Path}";

    private static IEnumerable<FieldFact> Of(Type type, string kernelType, string prefix, int start)
    {
        foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public))
        {
            int offset = start + (int)Marshal.OffsetOf(type, field.Name);
            // A struct of the bindings without a C name of its own is an unnamed struct of C.
            bool isUnnamed = field.FieldType.Assembly == typeof(BpfMap).Assembly && !field.FieldType.IsEnum;
            if (isUnnamed && field.GetCustomAttribute<FixedBufferAttribute>() is null)
            {
                foreach (FieldFact inner in Of(field.FieldType, kernelType, $"{prefix}{field.Name}.", offset))
                    yield return inner;
            }
            else
            {
                int size = field.FieldType.IsPointer ? IntPtr.Size : Marshal.SizeOf(field.FieldType);
                yield return new FieldFact(kernelType, prefix + field.Name, offset, size);
            }
        }
    }
}
