using System.Reflection;

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
    public bool IsGplCompatible => IsCompatibleWithGpl(License);

    /// <summary>Whether the kernel takes a licence for compatible with the GPL (<c>license_is_gpl_compatible</c>).</summary>
    /// <param name="license">The licence in the kernel's words.</param>
    public static bool IsCompatibleWithGpl(string license) =>
        license is "GPL" or "GPL v2" or "GPL and additional rights" or "Dual BSD/GPL" or "Dual MIT/GPL" or "Dual MPL/GPL";

    /// <summary>The declaration that counts for a class: its own, that of the class around it, or that of its assembly; null without any.</summary>
    /// <param name="type">The class or struct.</param>
    public static KernelLicenseAttribute? Of(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        for (var declaring = type; declaring is not null; declaring = declaring.DeclaringType)
        {
            if (declaring.GetCustomAttribute<KernelLicenseAttribute>() is { } declared)
                return declared;
        }

        return type.Assembly.GetCustomAttribute<KernelLicenseAttribute>();
    }
}
