using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Weir.Bpf;

/// <summary>
/// Parsed BTF (BPF type format): the types of a kernel or of a program, as the kernel's
/// Documentation/bpf/btf.rst describes them.
/// </summary>
/// <remarks>
/// <para>
/// <see cref="Kernel"/> answers where the fields of the running kernel's structs are and which kernel functions
/// programs may call. Opening it reads 5 MB and notes where each type starts; names become strings and members become
/// lists only for the types that are asked for. Instances are immutable and may be shared between threads.
/// </para>
/// <para>
/// <c>Find</c> methods throw when there is no such type: a <see cref="KernelFeatureMissingException"/> for the kernel's
/// BTF, a <see cref="KeyNotFoundException"/> for other BTF. <c>TryFind</c> methods return false.
/// </para>
/// </remarks>
/// <example><code>
/// BtfField mark = Btf.Kernel.FindStruct("sk_buff").FindField("mark");
/// int id = Btf.Kernel.FindKernelFunction("bpf_dynptr_from_skb").Id;
/// </code></example>
public sealed partial class Btf
{
    private const string KernelPath = "/sys/kernel/btf/vmlinux";

    private static readonly Lazy<Btf> KernelTypes = new(() => LoadKernel(KernelPath));

    private readonly byte[] _blob;
    private readonly int _stringsStart;
    private readonly int _stringsSize;
    private readonly bool _isKernel;

    // Where the type with each id starts in the blob; zero for void, which is not stored.
    private readonly int[] _typeStarts;

    private Btf(byte[] blob, bool isKernel)
    {
        _blob = blob;
        _isKernel = isKernel;
        if (blob.Length < BtfFormat.HeaderSize || BinaryPrimitives.ReadUInt16LittleEndian(blob) != BtfFormat.Magic)
            throw new InvalidDataException("Not little-endian BTF: it does not start with the magic number 0xeb9f and a header.");
        if (blob[2] != BtfFormat.Version)
            throw new InvalidDataException($"BTF version {blob[2]} is not known; version {BtfFormat.Version} is.");

        uint headerSize = ReadWord(4);
        long typesStart = (long)headerSize + ReadWord(8);
        long typesEnd = typesStart + ReadWord(12);
        long stringsStart = (long)headerSize + ReadWord(16);
        long stringsEnd = stringsStart + ReadWord(20);
        if (typesEnd > blob.Length || stringsEnd > blob.Length || stringsStart >= stringsEnd || blob[stringsEnd - 1] != 0)
            throw new InvalidDataException($"The BTF header describes sections that do not fit its {blob.Length} bytes.");

        _stringsStart = (int)stringsStart;
        _stringsSize = (int)(stringsEnd - stringsStart);
        _typeStarts = FindTypeStarts((int)typesStart, (int)typesEnd);
    }

    /// <summary>The types of the running kernel, read once from /sys/kernel/btf/vmlinux.</summary>
    /// <exception cref="KernelFeatureMissingException">The kernel was built without BTF.</exception>
    public static Btf Kernel => KernelTypes.Value;

    /// <summary>How many types there are, void included: ids run from zero to below this.</summary>
    public int TypeCount => _typeStarts.Length;

    /// <summary>The type with an id.</summary>
    /// <param name="id">From zero (void) to below <see cref="TypeCount"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no type with this id.</exception>
    public BtfType this[int id]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(id);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, TypeCount);
            return new BtfType(this, id);
        }
    }

    /// <summary>Parses a BTF blob.</summary>
    /// <param name="blob">Header, types and strings, little-endian.</param>
    /// <exception cref="InvalidDataException">It is not well-formed BTF.</exception>
    public static Btf Parse(ReadOnlySpan<byte> blob) => new(blob.ToArray(), isKernel: false);

    /// <summary>Reads the types of a kernel from a file, such as a copy of another machine's /sys/kernel/btf/vmlinux.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="KernelFeatureMissingException">There is no such file: the kernel was built without BTF.</exception>
    /// <exception cref="InvalidDataException">It is not well-formed BTF.</exception>
    public static Btf LoadKernel(string path)
    {
        byte[] blob;
        try
        {
            blob = File.ReadAllBytes(path);
        }
        catch (IOException)
        {
            throw new KernelFeatureMissingException(
                $"BTF ({path} cannot be read)",
                minimumKernel: null,
                new RunningKernel().Release,
                "Boot a kernel that is built with CONFIG_DEBUG_INFO_BTF=y, as those of current distributions are.");
        }

        return new Btf(blob, isKernel: true);
    }

    internal uint ReadWord(int position) => BinaryPrimitives.ReadUInt32LittleEndian(_blob.AsSpan(position));

    internal int TypeStart(int id) => _typeStarts[id];

    internal string ReadString(uint offset) => Encoding.UTF8.GetString(StringBytes(offset));

    internal Exception Missing(string what, Version? minimumKernel = null) => _isKernel
        ? new KernelFeatureMissingException($"{what} in its BTF", minimumKernel, new RunningKernel().Release)
        : new KeyNotFoundException($"This BTF has no {what}.");

    private ReadOnlySpan<byte> StringBytes(uint offset)
    {
        if (offset >= _stringsSize)
            throw new InvalidDataException($"BTF string offset {offset} lies outside of the {_stringsSize} bytes of strings.");
        ReadOnlySpan<byte> rest = _blob.AsSpan(_stringsStart + (int)offset, _stringsSize - (int)offset);
        return rest[..rest.IndexOf((byte)0)];
    }

    // Runs once per process over 126,000 types: without this attribute the unoptimised code would cost more than it saves.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int[] FindTypeStarts(int at, int end)
    {
        // A type takes 12 bytes at least and about 30 on average.
        var starts = new int[Math.Max(16, (end - at) / 24)];
        int count = 1;
        while (at < end)
        {
            int contents = end - at < BtfFormat.TypeHeaderSize ? -1 : TrailingSizeAt(at);
            int next = at + BtfFormat.TypeHeaderSize + contents;
            if (contents < 0 || next > end)
                throw new InvalidDataException($"BTF type {count} is of an unknown kind or does not fit.");
            if (count == starts.Length)
                Array.Resize(ref starts, starts.Length * 2);
            starts[count++] = at;
            at = next;
        }

        Array.Resize(ref starts, count);
        return starts;
    }

    private int TrailingSizeAt(int at)
    {
        uint info = ReadWord(at + 4);
        return BtfFormat.TrailingSize(BtfFormat.Kind(info), BtfFormat.Items(info));
    }
}
