namespace Weir.Bpf.Language;

/// <summary>A socket in the kernel (<c>struct sock</c>). A request or time-wait socket is only its <see cref="__sk_common"/>: check <c>skc_state</c> before the rest.</summary>
[KernelStruct("sock")]
public struct sock
{
    /// <summary>The part that every kind of socket has.</summary>
    public sock_common __sk_common;
    /// <summary>IP protocol.</summary>
    public ushort sk_protocol;
    /// <summary>Socket type.</summary>
    public ushort sk_type;
    /// <summary>Mark of its packets.</summary>
    public uint sk_mark;
}
