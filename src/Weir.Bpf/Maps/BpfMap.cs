using Weir.Bpf.Interop;
using Weir.Bpf.Language;

namespace Weir.Bpf;

/// <summary>
/// A map: memory that programs and processes share. Created from a <see cref="MapSpec"/>, it lives as long as a
/// descriptor, a pin or a loaded program refers to it.
/// </summary>
/// <remarks>
/// A PROG_ARRAY is the exception: the kernel empties it when its last descriptor or pin goes, although programs still
/// use it. Keep or pin it for as long as its tail calls have to work.
/// See <see href="https://docs.kernel.org/bpf/maps.html"/>.
/// </remarks>
/// <example><code>
/// using BpfMap map = BpfMap.Create(new MapSpec
/// {
///     Name = "blocked", Type = MapType.Hash, KeySize = sizeof(uint), ValueSize = sizeof(ulong), MaxEntries = 1024,
/// });
/// MapView&lt;uint, ulong&gt; blocked = map.View&lt;uint, ulong&gt;();
/// blocked[0x10813fa8] = 1;
/// </code></example>
public sealed partial class BpfMap : IDisposable
{
    private readonly BpfHandle _handle;

    private BpfMap(BpfHandle handle, string name, MapType type, uint keySize, uint valueSize, uint maxEntries, MapFlags flags)
    {
        _handle = handle;
        Name = name;
        Type = type;
        KeySize = (int)keySize;
        ValueSize = (int)valueSize;
        MaxEntries = maxEntries;
        Flags = flags;
    }

    /// <summary>Name, for messages; the kernel keeps its first 15 characters.</summary>
    public string Name { get; }

    /// <summary>Type of the map.</summary>
    public MapType Type { get; }

    /// <summary>Size of a key in bytes.</summary>
    public int KeySize { get; }

    /// <summary>Size of a value in bytes; for per-CPU maps, of one processor's value.</summary>
    public int ValueSize { get; }

    /// <summary>Capacity in entries; for a ring buffer, in bytes.</summary>
    public uint MaxEntries { get; }

    /// <summary>The creation flags.</summary>
    public MapFlags Flags { get; }

    internal BpfHandle Handle => _handle;

    /// <summary>Creates a map.</summary>
    /// <param name="spec">What to create; a map of maps has the template of its inner maps in <see cref="MapSpec.Inner"/>.</param>
    /// <exception cref="BpfException">The kernel refuses the sizes, the flags or the memory.</exception>
    /// <exception cref="BpfPermissionException">The process lacks the capabilities.</exception>
    /// <exception cref="KernelFeatureMissingException">The kernel does not know the map type.</exception>
    public static BpfMap Create(MapSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        // The kernel copies the template's properties and does not keep the template itself.
        using BpfMap? template = spec.Inner is null ? null : Create(spec.Inner);
        return Create(spec, template);
    }

    /// <summary>Describes the map as the kernel sees it now.</summary>
    /// <exception cref="BpfException">The kernel refuses.</exception>
    public MapInfo GetInfo() => GetInfo(_handle);

    /// <summary>Closes this process's descriptor.</summary>
    public void Dispose() => _handle.Dispose();

    /// <inheritdoc/>
    public override string ToString() => $"{Type} map {Name}";

    internal static BpfMap FromHandle(BpfHandle handle)
    {
        try
        {
            MapInfo info = GetInfo(handle);
            return new BpfMap(handle, info.Name, info.Type, info.KeySize, info.ValueSize, info.MaxEntries, info.Flags);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static unsafe BpfMap Create(MapSpec spec, BpfMap? template)
    {
        bpf_attr.map_create attributes = new()
        {
            map_type = (uint)spec.Type,
            key_size = spec.KeySize,
            value_size = spec.ValueSize,
            max_entries = spec.MaxEntries,
            map_flags = (uint)spec.Flags,
        };
        BpfCall.WriteName(spec.Name, new Span<byte>(attributes.map_name, Constants.BPF_OBJ_NAME_LEN));
        using BpfHandle.Use inner = template is null ? default : template._handle.Borrow();
        if (template is not null)
            attributes.inner_map_fd = inner.Descriptor;
        // The kernel keeps the types with the map; the descriptor is only needed for the call.
        using BpfHandle? types = spec.Types is null ? null : TypeObject.Load(spec.Types.Types.AsSpan(), spec.Name);
        using BpfHandle.Use typesUse = types is null ? default : types.Borrow();
        if (spec.Types is not null)
        {
            attributes.btf_fd = typesUse.Descriptor;
            attributes.btf_key_type_id = (uint)spec.Types.KeyTypeId;
            attributes.btf_value_type_id = (uint)spec.Types.ValueTypeId;
        }

        int result = BpfCall.Invoke(bpf_cmd.BPF_MAP_CREATE, ref attributes);
        if (result < 0)
            throw DescribeRefusal(spec, -result);
        return new BpfMap(
            new BpfHandle(result), spec.Name, spec.Type, spec.KeySize, spec.ValueSize, spec.MaxEntries, spec.Flags);
    }

    private static unsafe MapInfo GetInfo(BpfHandle handle)
    {
        bpf_map_info info = default;
        BpfCall.GetInfo(handle, ref info, "describe a map");
        return new MapInfo(
            info.id,
            BpfCall.ReadName(new ReadOnlySpan<byte>(info.name, Constants.BPF_OBJ_NAME_LEN)),
            (MapType)info.type,
            info.key_size,
            info.value_size,
            info.max_entries,
            (MapFlags)info.map_flags,
            info.btf_id);
    }

    private static BpfException DescribeRefusal(MapSpec spec, int errno)
    {
        string operation =
            $"create {spec.Type} map {spec.Name} (key {spec.KeySize} bytes, value {spec.ValueSize} bytes, " +
            $"{spec.MaxEntries} entries, flags {spec.Flags})";
        return errno switch
        {
            LibC.EINVAL => BpfException.FromErrno(
                errno, operation, "the kernel does not allow these sizes, flags or types for this kind of map"),
            LibC.E2BIG => BpfException.FromErrno(
                errno, operation, "it is larger than the kernel allows; lower the number of entries or the value size"),
            LibC.ENOMEM => BpfException.FromErrno(errno, operation, "there is not enough memory"),
            _ => BpfException.FromErrno(errno, operation),
        };
    }
}
