namespace Weir.Engine;

internal static partial class Errors
{
    public static WfpException ProviderNotFound(Guid key) => new(FwpError.ProviderNotFound, $"There is no provider with key {key}. Use the key of one that was added and not deleted.");

    public static WfpException ProviderNotFound(Guid key, string kind, string name) => new(
        FwpError.ProviderNotFound,
        $"{kind} '{name}': there is no provider {key}. Add it first with AddProvider, in the same transaction if both are new, or leave Provider out.",
        name);

    public static WfpException ProviderInUse(InstalledProvider provider, object user) => new(
        FwpError.InUse,
        $"Provider '{provider.Spec.Name}' is still named by other objects, {user} among them. Delete them first, in the same transaction.",
        provider.Spec.Name);
}
