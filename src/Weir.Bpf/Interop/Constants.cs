namespace Weir.Bpf.Interop;

/// <summary>Macros and unnamed enumerators of &lt;linux/bpf.h&gt;.</summary>
internal static class Constants
{
    public const int BPF_OBJ_NAME_LEN = 16;
    public const int BPF_TAG_SIZE = 8;

    public const ulong BPF_ANY = 0;

    public const uint BPF_F_REPLACE = 1 << 2;

    public const uint BPF_STATS_RUN_TIME = 0;

    public const uint BPF_RINGBUF_BUSY_BIT = 1u << 31;
    public const uint BPF_RINGBUF_DISCARD_BIT = 1u << 30;
    public const int BPF_RINGBUF_HDR_SZ = 8;
}

/// <summary>Macros of <c>&lt;linux/bpf.h&gt;</c> since Linux 6.4 and 6.6, which older installed headers lack.</summary>
internal static class RecentConstants
{
    public const uint BPF_F_BEFORE = 1 << 3;
    public const uint BPF_F_AFTER = 1 << 4;
    public const uint BPF_F_NETFILTER_IP_DEFRAG = 1 << 0;
}
