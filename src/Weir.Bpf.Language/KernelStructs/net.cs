namespace Weir.Bpf.Language;

/// <summary>A network namespace (<c>struct net</c>).</summary>
[KernelStruct("net")]
public struct net
{
    /// <summary>A number that no other network namespace has until the next boot (<c>SO_NETNS_COOKIE</c>).</summary>
    public ulong net_cookie;
}
