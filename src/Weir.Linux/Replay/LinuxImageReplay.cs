using System.Reflection;
using System.Runtime.InteropServices;
using Weir.Bpf;
using Weir.Bpf.Compiler;
using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux;

/// <summary>
/// A policy image in the kernel, attached nowhere: the kernel's test run (BPF_PROG_TEST_RUN) searches it for a batch of packets. For
/// measuring and comparing. Not safe for use by several threads at once.
/// </summary>
public sealed unsafe class LinuxImageReplay : IDisposable
{
    private static readonly byte[] s_frame = new byte[60];

    private readonly BpfProgram _program;
    private readonly List<BpfMap> _maps = [];
    private readonly MappedMemory _keys;
    private readonly MappedMemory _answers;

    private LinuxImageReplay(PolicyImage image, MethodInfo method, uint capacity)
    {
        var compiled = ProgramCompiler.Compile(method);
        var byKey = new Dictionary<string, BpfMap>();
        foreach (var declaration in compiled.Maps)
        {
            var spec = declaration.Map == ImageMaps.Image
                ? declaration.Spec with { ValueSize = capacity + ImageMaps.Margin }
                : declaration.Spec;
            var map = BpfMap.Create(spec);
            _maps.Add(map);
            byKey.Add(declaration.Key, map);
        }

        BpfMap MapOf(string field) => byKey[MapDeclaration.KeyOf(typeof(ImageMaps).GetField(field)!)];
        using (var memory = MapOf(nameof(ImageMaps.Image)).MapMemory())
        {
            image.Bytes.CopyTo(new Span<byte>(memory.Pointer, image.Bytes.Length));
        }

        _keys = MapOf(nameof(ImageMaps.Keys)).MapMemory();
        _answers = MapOf(nameof(ImageMaps.Answers)).MapMemory();
        _program = BpfProgram.Load(compiled.Program, byKey);
    }

    /// <summary>The most packets that a batch may have.</summary>
    public static int LargestBatch => ImageMaps.PacketCapacity - 1;

    /// <summary>Compiles and loads the program for an image, and copies the image into a map.</summary>
    /// <exception cref="NotSupportedException">
    /// A filter calls a callout, or has a condition beside addresses, ports and protocol.
    /// </exception>
    /// <exception cref="PolicyTooLargeException">The image is larger than 256 megabytes.</exception>
    /// <exception cref="BpfPermissionException">The process may not load eBPF programs; it needs root.</exception>
    /// <exception cref="KernelFeatureMissingException">This kernel is older than Weir needs, or was built without something it needs.</exception>
    public static LinuxImageReplay Open(PolicyImage image) => Open(image, typeof(ImagePrograms).GetMethod(nameof(ImagePrograms.ClassifyAll))!);

    /// <summary>The same with another program than <see cref="ImagePrograms.ClassifyAll"/>.</summary>
    internal static LinuxImageReplay Open(PolicyImage image, MethodInfo program)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (!image.HasOnlyKeys)
        {
            throw new NotSupportedException(
                "Only images of filters without callouts, with conditions on addresses, ports and protocol alone, can be searched in the kernel so far.");
        }

        var (type, mask) = image.Bytes.Length switch
        {
            <= 1 << 20 => (typeof(ImageCapacity20), ImageCapacity20.Mask),
            <= 1 << 24 => (typeof(ImageCapacity24), ImageCapacity24.Mask),
            <= 1 << 28 => (typeof(ImageCapacity28), ImageCapacity28.Mask),
            _ => throw new PolicyTooLargeException($"The image has {image.Bytes.Length} bytes, and the kernel takes {1 << 28}. Remove filters."),
        };
        var family = image.IsWide ? typeof(ImageFamily6) : typeof(ImageFamily4);
        return new LinuxImageReplay(image, program.MakeGenericMethod(family, type), mask + 1);
    }

    /// <summary>Takes packets over.</summary>
    /// <exception cref="ArgumentException">There are more than <see cref="LargestBatch"/>.</exception>
    public void SetPackets(PacketBatch packets)
    {
        ArgumentNullException.ThrowIfNull(packets);
        if (packets.Count > LargestBatch)
        {
            throw new ArgumentException($"{packets.Count} packets are more than {LargestBatch}.", nameof(packets));
        }

        MemoryMarshal.AsBytes(packets.Keys).CopyTo(new Span<byte>(_keys.Pointer, packets.Count * ImageKeyBlock.KeySize));
    }

    /// <summary>Classifies the first packets.</summary>
    /// <param name="filterIds">Gets the filter that decided each, or 0.</param>
    /// <returns>How long it took in the kernel, in nanoseconds.</returns>
    public long Classify(Span<ulong> filterIds)
    {
        ImageAnswerBlock* answers = (ImageAnswerBlock*)_answers.Pointer;
        answers->Count = (uint)filterIds.Length;
        var result = _program.TestRun(s_frame);
        new ReadOnlySpan<ulong>(answers->FilterIds, filterIds.Length).CopyTo(filterIds);
        return result.Nanoseconds;
    }

    /// <summary>Closes the program and its maps.</summary>
    public void Dispose()
    {
        _keys.Dispose();
        _answers.Dispose();
        _program.Dispose();
        _maps.ForEach(map => map.Dispose());
    }
}
