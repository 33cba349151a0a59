using System.Buffers.Binary;
using System.Text;

namespace Weir.Policy;

/// <summary>
/// Keys that follow from names, so that an object keeps its key, and its counters, when its filter is edited: RFC 9562 version 8
/// over the 128-bit FNV-1a hash. Version 5 would take SHA-1, and with it the loading of a cryptographic library at
/// every start.
/// </summary>
internal static class PolicyKeys
{
    // Drawn once; changing it would change the key of every object of every policy.
    private static readonly Guid s_weir = new("a4c0a1bb-5b62-4c8f-8a3e-3f3c0a9d6f51");

    private static readonly UInt128 s_offsetBasis = new(0x6c62272e07bb0142, 0x62b821756295c58d);

    private static readonly UInt128 s_prime = new(0x0000000001000000, 0x000000000000013b);

    public static Guid Provider(string name) => Derive(s_weir, "provider/" + name);

    public static Guid SubLayer(Guid provider, string name) => Derive(provider, "sublayer/" + name);

    public static Guid Filter(Guid provider, string name) => Derive(provider, "filter/" + name);

    public static Guid ProviderContext(Guid provider, string name) => Derive(provider, "provider-context/" + name);

    public static Guid Callout(Guid provider, string name) => Derive(provider, "callout/" + name);

    /// <summary>The key of an object of another firewall that is known by a name only.</summary>
    public static Guid Named(string name) => Derive(s_weir, "named/" + name);

    /// <summary>The key of one of the engine objects that a written filter or callout becomes.</summary>
    public static Guid Part(Guid written, string layer, int number) => Derive(written, $"{layer}/{number}");

    private static Guid Derive(Guid space, string name)
    {
        var input = new byte[16 + Encoding.UTF8.GetByteCount(name)];
        space.TryWriteBytes(input, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, input.AsSpan(16));

        var hash = s_offsetBasis;
        foreach (var octet in input)
            hash = (hash ^ octet) * s_prime;

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, hash);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
