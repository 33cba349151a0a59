using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Weir.Bpf;

public sealed partial class Btf
{
    private static ReadOnlySpan<byte> KernelFunctionTag => "bpf_kfunc"u8;

    private NameIndex? _nameIndex;
    private HashSet<int>? _kernelFunctions;

    /// <summary>Finds the first type with a name.</summary>
    /// <param name="name">The name, without <c>struct</c> or the like before it.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="type">The type, when there is one.</param>
    public bool TryFind(string name, BtfKind kind, out BtfType type)
    {
        foreach (int id in FindAll(name))
        {
            type = new BtfType(this, id);
            if (type.Kind == kind)
                return true;
        }

        type = new BtfType(this, 0);
        return false;
    }

    /// <summary>Finds the first type with a name.</summary>
    /// <param name="name">The name, without <c>struct</c> or the like before it.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="minimumKernel">The first kernel version that has it, for the error message.</param>
    /// <exception cref="KernelFeatureMissingException">The kernel has no such type.</exception>
    /// <exception cref="KeyNotFoundException">This is not the kernel's BTF and there is no such type.</exception>
    public BtfType Find(string name, BtfKind kind, Version? minimumKernel = null) =>
        TryFind(name, kind, out BtfType type) ? type : throw Missing($"{DescribeKind(kind)} {name}", minimumKernel);

    /// <summary>Finds a struct.</summary>
    /// <param name="name">Its name, such as <c>sk_buff</c>.</param>
    /// <param name="minimumKernel">The first kernel version that has it, for the error message.</param>
    /// <exception cref="KernelFeatureMissingException">The kernel has no such struct.</exception>
    /// <exception cref="KeyNotFoundException">This is not the kernel's BTF and there is no such struct.</exception>
    public BtfType FindStruct(string name, Version? minimumKernel = null) => Find(name, BtfKind.Struct, minimumKernel);

    /// <summary>Finds a function; its <see cref="BtfType.Target"/> is the prototype.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="minimumKernel">The first kernel version that has it, for the error message.</param>
    /// <exception cref="KernelFeatureMissingException">The kernel has no such function.</exception>
    /// <exception cref="KeyNotFoundException">This is not the kernel's BTF and there is no such function.</exception>
    public BtfType FindFunction(string name, Version? minimumKernel = null) => Find(name, BtfKind.Function, minimumKernel);

    /// <summary>Finds a function that programs may call (a kfunc).</summary>
    /// <param name="name">Its name, such as <c>bpf_dynptr_from_skb</c>.</param>
    /// <param name="function">The function, when there is one; its <see cref="BtfType.Target"/> is the prototype.</param>
    /// <remarks>
    /// Kernels before 6.9, and those built with an old pahole, do not mark these functions: there any function with the
    /// name is taken, and the verifier has the last word.
    /// </remarks>
    public bool TryFindKernelFunction(string name, out BtfType function)
    {
        HashSet<int> marked = MarkedKernelFunctions();
        if (marked.Count == 0)
            return TryFind(name, BtfKind.Function, out function);

        foreach (int id in FindAll(name))
        {
            function = new BtfType(this, id);
            if (marked.Contains(id))
                return true;
        }

        function = new BtfType(this, 0);
        return false;
    }

    /// <summary>Finds a function that programs may call (a kfunc).</summary>
    /// <param name="name">Its name, such as <c>bpf_dynptr_from_skb</c>.</param>
    /// <param name="minimumKernel">The first kernel version that has it, for the error message.</param>
    /// <exception cref="KernelFeatureMissingException">The kernel has no such function, or programs may not call it.</exception>
    /// <exception cref="KeyNotFoundException">This is not the kernel's BTF and there is no such function.</exception>
    public BtfType FindKernelFunction(string name, Version? minimumKernel = null) =>
        TryFindKernelFunction(name, out BtfType function) ? function : throw Missing($"kernel function {name}", minimumKernel);

    /// <summary>The functions that programs may call (kfuncs), as the kernel marks them, by ascending id.</summary>
    public IEnumerable<BtfType> KernelFunctions => MarkedKernelFunctions().Order().Select(id => new BtfType(this, id));

    // Looks for the name itself in the strings, at memory speed, and then for the types that carry it. Hashing the names
    // of a kernel's 126,000 types would take longer than the hundreds of searches that a process makes.
    private IEnumerable<int> FindAll(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        NameIndex index = _nameIndex ??= BuildNameIndex();
        byte[] wanted = Encoding.UTF8.GetBytes(name + '\0');
        for (int at = IndexOfString(wanted, 0); at >= 0; at = IndexOfString(wanted, at + 1))
        {
            // The text may be the end of a longer string: then, as a rule, no type is named by its offset.
            for (int id = index.FirstInBucket((uint)at); id != 0; id = index.Next[id])
            {
                if (ReadWord(_typeStarts[id]) == at)
                    yield return id;
            }
        }
    }

    private int IndexOfString(ReadOnlySpan<byte> terminated, int from)
    {
        int found = _blob.AsSpan(_stringsStart + from, _stringsSize - from).IndexOf(terminated);
        return found < 0 ? -1 : from + found;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private NameIndex BuildNameIndex()
    {
        var index = new NameIndex(TypeCount);

        // Backwards, so that the lowest id comes first in its bucket.
        for (int id = TypeCount - 1; id > 0; id--)
        {
            uint name = ReadWord(_typeStarts[id]);
            if (name != 0)
                index.Add(name, id);
        }

        return index;
    }

    private HashSet<int> MarkedKernelFunctions()
    {
        if (_kernelFunctions is { } known)
            return known;

        var marked = new HashSet<int>();
        for (int id = 1; id < TypeCount; id++)
        {
            int at = _typeStarts[id];
            if (BtfFormat.Kind(ReadWord(at + 4)) == BtfKind.DeclarationTag && StringBytes(ReadWord(at)).SequenceEqual(KernelFunctionTag))
                marked.Add((int)ReadWord(at + 8));
        }

        return _kernelFunctions = marked;
    }

    private static string DescribeKind(BtfKind kind) => kind switch
    {
        BtfKind.FunctionPrototype => "function prototype",
        BtfKind.DataSection => "data section",
        BtfKind.DeclarationTag => "declaration tag",
        BtfKind.TypeTag => "type tag",
        _ => kind.ToString().ToLowerInvariant(),
    };

    /// <summary>Finds types by the offset of their name: the first id per bucket, then the next id in the same bucket.</summary>
    private sealed class NameIndex(int typeCount)
    {
        private readonly int[] _buckets = new int[BitOperations.RoundUpToPowerOf2((uint)typeCount + 1)];

        public int[] Next { get; } = new int[typeCount];

        public int FirstInBucket(uint name) => _buckets[Bucket(name)];

        public void Add(uint name, int id)
        {
            ref int bucket = ref _buckets[Bucket(name)];
            Next[id] = bucket;
            bucket = id;
        }

        // Fibonacci hashing: offsets are spread by the multiplication's upper bits.
        private uint Bucket(uint name) => (name * 2654435769) >> (BitOperations.LeadingZeroCount((uint)_buckets.Length) + 1);
    }
}
