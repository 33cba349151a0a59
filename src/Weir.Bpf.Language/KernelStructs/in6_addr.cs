using System.Runtime.InteropServices;

namespace Weir.Bpf.Language;

/// <summary>An IPv6 address in network byte order (<c>struct in6_addr</c>).</summary>
[KernelStruct("in6_addr", FixedLayout = true)]
[StructLayout(LayoutKind.Explicit, Size = 16)]
public unsafe struct in6_addr
{
    /// <summary>As bytes.</summary>
    [FieldOffset(0)] public fixed byte u6_addr8[16];
    /// <summary>As words.</summary>
    [FieldOffset(0)] public fixed uint u6_addr32[4];
}
