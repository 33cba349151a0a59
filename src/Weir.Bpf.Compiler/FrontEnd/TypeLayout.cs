using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weir.Bpf.Compiler.FrontEnd;

/// <summary>
/// Sizes and offsets of C# types as the CLR lays them out. <see cref="Marshal.SizeOf(Type)"/> tells the marshalled layout,
/// where bool and char have other sizes, so the rules are applied here.
/// </summary>
internal sealed class TypeLayout
{
    private static readonly Dictionary<Type, TypeLayout> s_layouts = [];
    private static readonly Lock s_lock = new();

    private TypeLayout(int size, int alignment, bool isSigned, IReadOnlyList<FieldPlace> fields) =>
        (Size, Alignment, IsSigned, Fields) = (size, alignment, isSigned, fields);

    /// <summary>Bytes, as <c>sizeof</c>.</summary>
    public int Size { get; }

    public int Alignment { get; }

    /// <summary>For integers, whether narrow loads extend the sign.</summary>
    public bool IsSigned { get; }

    /// <summary>The instance fields of a struct with their offsets.</summary>
    public IReadOnlyList<FieldPlace> Fields { get; }

    public static TypeLayout Of(Type type)
    {
        lock (s_lock)
        {
            if (!s_layouts.TryGetValue(type, out var layout))
            {
                layout = Compute(type);
                s_layouts.Add(type, layout);
            }

            return layout;
        }
    }

    /// <summary>Whether values of the type are structs in memory, not single registers.</summary>
    public static bool IsStruct(Type type) =>
        type is { IsValueType: true, IsPrimitive: false, IsEnum: false } && type != typeof(void) && type != typeof(nint) && type != typeof(nuint);

    /// <summary>The offset of an instance field.</summary>
    public static int OffsetOf(FieldInfo field)
    {
        foreach (var place in Of(field.DeclaringType!).Fields)
        {
            if (place.Field.MetadataToken == field.MetadataToken)
                return place.Offset;
        }

        throw new ArgumentException($"{field.DeclaringType} has no instance field {field.Name}.", nameof(field));
    }

    /// <summary>The primitive values a struct consists of, by offset and size.</summary>
    public IEnumerable<(int Offset, int Size)> Leaves(Type type, int offset = 0)
    {
        if (!IsStruct(type))
        {
            yield return (offset, Size);
            yield break;
        }

        var covered = 0;
        foreach (var place in Fields)
        {
            var layout = Of(place.Field.FieldType);
            foreach (var leaf in layout.Leaves(place.Field.FieldType, offset + place.Offset))
                yield return leaf;
            covered = Math.Max(covered, place.Offset + layout.Size);
        }

        // Fixed buffers and inline arrays declare one element and a larger size.
        if (Fields.Count != 1)
            yield break;
        var element = Of(Fields[0].Field.FieldType);
        for (var rest = covered; element.Size > 0 && rest + element.Size <= Size; rest += element.Size)
        {
            foreach (var leaf in element.Leaves(Fields[0].Field.FieldType, offset + rest))
                yield return leaf;
        }
    }

    private static TypeLayout Compute(Type type)
    {
        if (type.IsPointer || type.IsByRef || !type.IsValueType || type == typeof(nint) || type == typeof(nuint) || type.IsFunctionPointer)
            return Primitive(8, type == typeof(nint));
        if (type.IsEnum)
            return Compute(type.GetEnumUnderlyingType());
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean or TypeCode.Byte => Primitive(1, false),
            TypeCode.SByte => Primitive(1, true),
            TypeCode.Char or TypeCode.UInt16 => Primitive(2, false),
            TypeCode.Int16 => Primitive(2, true),
            TypeCode.UInt32 => Primitive(4, false),
            TypeCode.Int32 or TypeCode.Single => Primitive(4, true),
            TypeCode.UInt64 => Primitive(8, false),
            TypeCode.Int64 or TypeCode.Double => Primitive(8, true),
            _ => Struct(type),
        };
    }

    private static TypeLayout Primitive(int size, bool isSigned) => new(size, size, isSigned, []);

    private static TypeLayout Struct(Type type)
    {
        // The runtime's 128-bit integers are aligned to their size, unlike a struct of two halves.
        if (type == typeof(Int128) || type == typeof(UInt128))
            return new TypeLayout(16, 16, type == typeof(Int128), StructFields(type, 8, out _, out _));
        var declared = type.StructLayoutAttribute;
        var pack = declared is { Pack: > 0 } ? declared.Pack : 8;
        var fields = StructFields(type, pack, out var end, out var alignment);
        var size = Math.Max((end + alignment - 1) / alignment * alignment, 1);
        if (declared is not null && declared.Size > size)
            size = declared.Size;
        if (type.GetCustomAttribute<InlineArrayAttribute>() is { } inlineArray)
            size = end * inlineArray.Length;
        return new TypeLayout(size, alignment, false, fields);
    }

    private static List<FieldPlace> StructFields(Type type, int pack, out int end, out int alignment)
    {
        var isExplicit = type.IsExplicitLayout;
        var places = new List<FieldPlace>();
        (end, alignment) = (0, 1);
        var fields = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        Array.Sort(fields, (left, right) => left.MetadataToken.CompareTo(right.MetadataToken));
        foreach (var field in fields)
        {
            var layout = Of(field.FieldType);
            var fieldAlignment = Math.Min(layout.Alignment, pack);
            var offset = isExplicit
                ? field.GetCustomAttribute<FieldOffsetAttribute>()!.Value
                : (end + fieldAlignment - 1) / fieldAlignment * fieldAlignment;
            places.Add(new FieldPlace(field, offset));
            end = Math.Max(end, offset + layout.Size);
            alignment = Math.Max(alignment, fieldAlignment);
        }

        return places;
    }
}
