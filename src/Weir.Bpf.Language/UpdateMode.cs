namespace Weir.Bpf.Language;

/// <summary>What a map update does when the key exists or not (<c>BPF_ANY</c>, <c>BPF_NOEXIST</c>, <c>BPF_EXIST</c>).</summary>
public enum UpdateMode : ulong
{
    /// <summary>Insert or replace.</summary>
    Any = 0,
    /// <summary>Only insert.</summary>
    OnlyInsert = 1,
    /// <summary>Only replace.</summary>
    OnlyReplace = 2,
}
