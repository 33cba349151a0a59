namespace Weir.Bpf.Language;

/// <summary>
/// Declares the licence of kernel code to the kernel. Without one that is compatible with the GPL, helpers and kernel functions that
/// are GPL-only are refused.
/// </summary>
/// <param name="license">
/// The licence in the kernel's words. Compatible: <c>GPL</c>, <c>GPL v2</c>, <c>GPL and additional rights</c>, <c>Dual BSD/GPL</c>,
/// <c>Dual MIT/GPL</c>, <c>Dual MPL/GPL</c> (include/linux/license.h).
/// </param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Assembly)]
public sealed class KernelLicenseAttribute(string license) : Attribute
{
    /// <summary>The licence in the kernel's words.</summary>
    public string License { get; } = license;

    /// <summary>Whether the kernel takes the licence for compatible with the GPL.</summary>
    public bool IsGplCompatible => License is "GPL" or "GPL v2" or "GPL and additional rights" or "Dual BSD/GPL" or "Dual MIT/GPL" or "Dual MPL/GPL";
}
