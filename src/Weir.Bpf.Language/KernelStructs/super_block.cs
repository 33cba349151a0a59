namespace Weir.Bpf.Language;

/// <summary>A mounted file system (<c>struct super_block</c>).</summary>
[KernelStruct("super_block")]
public struct super_block
{
    /// <summary>Device number, in the kernel's encoding: <c>major &lt;&lt; 20 | minor</c>.</summary>
    public uint s_dev;
}
