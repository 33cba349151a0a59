namespace Weir.Engine;

/// <summary>The kinds of objects that a policy is made of, each with its own space of keys.</summary>
public enum ObjectKind
{
    /// <summary>A provider, <see cref="ProviderSpec"/>.</summary>
    Provider,

    /// <summary>A provider context, <see cref="ProviderContextSpec"/>.</summary>
    ProviderContext,

    /// <summary>A sublayer, <see cref="SubLayerSpec"/>.</summary>
    SubLayer,

    /// <summary>A callout object, <see cref="CalloutSpec"/>.</summary>
    Callout,

    /// <summary>A filter, <see cref="FilterSpec"/>.</summary>
    Filter,
}
