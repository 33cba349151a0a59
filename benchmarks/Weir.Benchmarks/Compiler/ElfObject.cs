using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Weir.Bpf;
using Weir.Bpf.Compiler;
using Weir.Bpf.Language;

namespace Weir.Benchmarks.Compiler;

/// <summary>
/// The little of a relocatable ELF file that the comparison needs: the instructions of <c>.text</c>, and the places where they refer to undefined symbols,
/// which stand for maps or the values of single-entry arrays. See elf(5) and the kernel's Documentation/bpf/llvm_reloc.rst.
/// </summary>
/// <param name="Instructions">The contents of <c>.text</c>.</param>
/// <param name="References">Where it refers to maps.</param>
internal sealed record ElfObject(ImmutableArray<Instruction> Instructions, ImmutableArray<MapReference> References)
{
    private const int SectionTableOffset = 40;
    private const int SectionCountOffset = 60;
    private const int SectionHeaderSize = 64;
    private const int SymbolSize = 24;
    private const int RelocationSize = 16;
    private const int Relocation64Bits = 1;

    private enum SectionType
    {
        SymbolTable = 2,
        Relocations = 9,
    }

    /// <summary>Reads a file.</summary>
    /// <param name="file">A relocatable ELF file for eBPF, little-endian.</param>
    /// <param name="mapOf">Gives the map that a symbol stands for.</param>
    public static ElfObject Read(ReadOnlySpan<byte> file, Func<string, MapDeclaration> mapOf)
    {
        var sections = ReadSections(file);
        var symbols = sections.Single(section => section.Type == SectionType.SymbolTable);
        var names = sections[symbols.Link];
        var text = sections.Index().Single(section => section.Item.Size > 0 && section.Item.IsCode);
        var instructions = Instruction.ReadAll(file.Slice(text.Item.Offset, text.Item.Size));
        var references = ImmutableArray.CreateBuilder<MapReference>();
        foreach (var section in sections.Where(section => section.Type == SectionType.Relocations && section.Information == text.Index))
        {
            for (var offset = section.Offset; offset < section.Offset + section.Size; offset += RelocationSize)
            {
                var relocation = file.Slice(offset, RelocationSize);
                var type = BinaryPrimitives.ReadInt32LittleEndian(relocation[8..]);
                if (type != Relocation64Bits)
                    throw new InvalidDataException($"Relocation of type {type} is not one of a map's address.");
                var index = (int)BinaryPrimitives.ReadInt64LittleEndian(relocation) / Instruction.SizeInBytes;
                var symbol = file.Slice(symbols.Offset + BinaryPrimitives.ReadInt32LittleEndian(relocation[12..]) * SymbolSize, SymbolSize);
                var name = ReadName(file[(names.Offset + BinaryPrimitives.ReadInt32LittleEndian(symbol))..]);
                var map = mapOf(name);
                references.Add(new MapReference(index, map.Key, map.Map.Type == MapType.Array ? instructions[index].Immediate : null));
            }
        }

        return new ElfObject(instructions, references.ToImmutable());
    }

    private static Section[] ReadSections(ReadOnlySpan<byte> file)
    {
        var table = (int)BinaryPrimitives.ReadInt64LittleEndian(file[SectionTableOffset..]);
        var sections = new Section[BinaryPrimitives.ReadUInt16LittleEndian(file[SectionCountOffset..])];
        for (var index = 0; index < sections.Length; index++)
        {
            var header = file.Slice(table + index * SectionHeaderSize, SectionHeaderSize);
            sections[index] = new Section(
                (SectionType)BinaryPrimitives.ReadInt32LittleEndian(header[4..]),
                IsCode: (BinaryPrimitives.ReadInt64LittleEndian(header[8..]) & 4) != 0,
                (int)BinaryPrimitives.ReadInt64LittleEndian(header[24..]),
                (int)BinaryPrimitives.ReadInt64LittleEndian(header[32..]),
                BinaryPrimitives.ReadInt32LittleEndian(header[40..]),
                BinaryPrimitives.ReadInt32LittleEndian(header[44..]));
        }

        return sections;
    }

    private static string ReadName(ReadOnlySpan<byte> text) => Encoding.ASCII.GetString(text[..text.IndexOf((byte)0)]);

    private readonly record struct Section(SectionType Type, bool IsCode, int Offset, int Size, int Link, int Information);
}
