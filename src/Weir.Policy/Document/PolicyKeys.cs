using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Weir.Policy;

/// <summary>Keys that follow from names (RFC 9562, version 5), so that an object keeps its key, and its counters, when its filter is edited.</summary>
internal static class PolicyKeys
{
    // Drawn once; changing it would change the key of every object of every policy.
    private static readonly Guid s_weir = new("a4c0a1bb-5b62-4c8f-8a3e-3f3c0a9d6f51");

    public static Guid Provider(string name) => Derive(s_weir, "provider/" + name);

    public static Guid SubLayer(Guid provider, string name) => Derive(provider, "sublayer/" + name);

    public static Guid Filter(Guid provider, string name) => Derive(provider, "filter/" + name);

    /// <summary>The key of one of the engine filters that a written filter becomes.</summary>
    public static Guid Part(Guid filter, string layer, int number) => Derive(filter, $"{layer}/{number}");

    [SuppressMessage("Security", "CA5350", Justification = "RFC 9562 prescribes SHA-1; nothing here is secret.")]
    private static Guid Derive(Guid space, string name)
    {
        var input = new byte[16 + Encoding.UTF8.GetByteCount(name)];
        space.TryWriteBytes(input, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, input.AsSpan(16));

        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(input, hash);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
