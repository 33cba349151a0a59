namespace Weir.Engine;

/// <summary>
/// The kinds of objects of an engine. Each has its own space of keys and its own container, which has a security descriptor.
/// </summary>
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

    /// <summary>A layer. All layers are built in; they have the security descriptor of their container.</summary>
    Layer,

    /// <summary>A net event, <see cref="NetEvent"/>. Net events have the security descriptor of their container.</summary>
    NetEvent,
}
