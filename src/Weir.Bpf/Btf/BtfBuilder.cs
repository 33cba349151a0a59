using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace Weir.Bpf;

/// <summary>Builds BTF: the types, functions and strings that go to the kernel beside a program or a map.</summary>
/// <remarks>
/// <para>
/// Each <c>Add</c> method returns the id of the type, by which other types refer to it; id zero is void. A type that was
/// added before (same kind, name and contents) is not added again. A type may refer to a later one by its id, which
/// <see cref="NextTypeId"/> tells: a list node is <c>int pointer = b.AddPointer(b.NextTypeId + 1);</c> followed by the
/// struct.
/// </para>
/// <para>
/// <see cref="Build"/> gives the blob for <see cref="ProgramBtf"/> and <see cref="MapBtf"/>. The kernel wants names to be
/// C identifiers; other names are refused here, with the reason. Not safe for use from several threads.
/// </para>
/// </remarks>
public sealed partial class BtfBuilder
{
    private readonly ArrayBufferWriter<byte> _types = new();
    private readonly ArrayBufferWriter<byte> _strings = new();
    private readonly Dictionary<string, uint> _stringOffsets = new() { [""] = 0 };
    private readonly Dictionary<string, int> _idsByContents = [];

    /// <summary>Starts with no types and no strings.</summary>
    public BtfBuilder() => _strings.Write([(byte)0]);

    /// <summary>The id that the next new type will get.</summary>
    public int NextTypeId { get; private set; } = 1;

    /// <summary>Adds a string, for <see cref="LineInfo"/>.</summary>
    /// <param name="value">Any text without NUL characters; it is stored once.</param>
    /// <returns>Its offset in the BTF strings.</returns>
    /// <exception cref="ArgumentException">The text holds a NUL character.</exception>
    public uint AddString(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (_stringOffsets.TryGetValue(value, out uint offset))
            return offset;
        if (value.Contains('\0'))
            throw new ArgumentException("BTF strings end at a NUL character, so they cannot hold one.", nameof(value));

        offset = (uint)_strings.WrittenCount;
        Encoding.UTF8.GetBytes(value, _strings);
        _strings.Write([(byte)0]);
        _stringOffsets.Add(value, offset);
        return offset;
    }

    /// <summary>Gives the BTF of everything added so far.</summary>
    /// <returns>Header, types and strings, little-endian, as <c>BPF_BTF_LOAD</c> takes it.</returns>
    public ImmutableArray<byte> Build()
    {
        byte[] blob = new byte[BtfFormat.HeaderSize + _types.WrittenCount + _strings.WrittenCount];
        BinaryPrimitives.WriteUInt16LittleEndian(blob, BtfFormat.Magic);
        blob[2] = BtfFormat.Version;
        BinaryPrimitives.WriteInt32LittleEndian(blob.AsSpan(4), BtfFormat.HeaderSize);
        BinaryPrimitives.WriteInt32LittleEndian(blob.AsSpan(12), _types.WrittenCount);
        BinaryPrimitives.WriteInt32LittleEndian(blob.AsSpan(16), _types.WrittenCount);
        BinaryPrimitives.WriteInt32LittleEndian(blob.AsSpan(20), _strings.WrittenCount);
        _types.WrittenSpan.CopyTo(blob.AsSpan(BtfFormat.HeaderSize));
        _strings.WrittenSpan.CopyTo(blob.AsSpan(BtfFormat.HeaderSize + _types.WrittenCount));
        return ImmutableCollectionsMarshal.AsImmutableArray(blob);
    }

    private int Add(BtfKind kind, string name, uint sizeOrType, ReadOnlySpan<uint> contents = default, int items = 0, bool flag = false)
    {
        if (items > BtfFormat.MaxItems)
            throw new ArgumentException($"{kind} '{name}' has {items} items; BTF can hold {BtfFormat.MaxItems}.");

        uint[] words = [AddString(name), BtfFormat.Info(kind, items, flag), sizeOrType, .. contents];
        Span<byte> bytes = new byte[words.Length * sizeof(uint)];
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[(i * sizeof(uint))..], words[i]);

        string key = Encoding.Latin1.GetString(bytes);
        if (_idsByContents.TryGetValue(key, out int id))
            return id;
        _idsByContents.Add(key, NextTypeId);
        _types.Write(bytes);
        return NextTypeId++;
    }

    private static string CheckIdentifier(string name, BtfKind kind)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        bool valid = !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.');
        return valid
            ? name
            : throw new ArgumentException($"The kernel refuses '{name}' as the name of a BTF {kind}: use letters, digits and '_', not starting with a digit.", nameof(name));
    }

    private static string CheckOptionalIdentifier(string name, BtfKind kind) => name.Length == 0 ? name : CheckIdentifier(name, kind);
}
