namespace Weir.Engine;

/// <summary>
/// The blueprint of a filter: at one layer and in one sublayer, conditions and the action for what meets them. Specs are plain
/// data; <see cref="Session.AddFilter"/> validates and installs one. Installed objects never change: to change one, delete and
/// add in one transaction.
/// </summary>
public sealed record FilterSpec
{
    // Policies hold hundreds of thousands of filters: what few of them have is in an object of its own.
    private readonly RareFilterProperties? _rare;
    private readonly ulong _weight;
    private readonly DataType _weightType;

    /// <summary>Unique key; the default, all zero, lets the engine make one.</summary>
    public Guid Key { get; init; }

    /// <summary>Name for people; required by the engine.</summary>
    public required string Name { get; init; }

    /// <summary>Longer text for people.</summary>
    public string Description
    {
        get => Rare.Description;
        init => Rare = Rare with { Description = value };
    }

    /// <summary>Key of the provider that it belongs to; the default, all zero, means none.</summary>
    public Guid Provider
    {
        get => Rare.Provider;
        init => Rare = Rare with { Provider = value };
    }

    /// <summary>The layer whose traffic the filter sees.</summary>
    public required LayerId Layer { get; init; }

    /// <summary>Key of the sublayer; all zero means the layer's default, <see cref="SubLayers.Universal"/>.</summary>
    public Guid SubLayer { get; init; } = SubLayers.Universal;

    /// <summary>The weight asked for.</summary>
    public FilterWeight Weight
    {
        get => new(_weightType, _weight);
        init => (_weightType, _weight) = (value.Type, value.Value);
    }

    /// <summary>
    /// The tests. None: the filter matches everything at the layer. Neighbouring conditions on the same field are alternatives
    /// (OR); the groups so made must all hold (AND). A field that is repeated must be repeated side by side.
    /// </summary>
    public ConditionList Conditions { get; init; }

    /// <summary>What to do with what matches.</summary>
    public required FilterAction Action { get; init; }

    /// <summary>How much the filter lets through: required by <see cref="FilterAction.Limit"/>, and null, the default, with the other actions.</summary>
    public LimitSpec? Limit
    {
        get => Rare.Limit;
        init => Rare = Rare with { Limit = value };
    }

    /// <summary>
    /// Key of the callout that the filter calls (WFP: <c>calloutKey</c>): required by the three callout actions, and all zero with
    /// the others. Its callout object must be there, and for this layer.
    /// </summary>
    public Guid Callout
    {
        get => Rare.Callout;
        init => Rare = Rare with { Callout = value };
    }

    /// <summary>
    /// A number for the callout that the filter calls (WFP: <c>rawContext</c>). Excludes <see cref="ProviderContext"/>.
    /// </summary>
    public ulong Context
    {
        get => Rare.Context;
        init => Rare = Rare with { Context = value };
    }

    /// <summary>
    /// Key of the provider context for the callout that the filter calls (WFP: <c>providerContextKey</c>); the default, all zero, means
    /// none. Excludes <see cref="Context"/>: <c>Classify</c> gets the provider context's <see cref="InstalledProviderContext.Id"/> in its
    /// place. The callout object must have <see cref="CalloutSpec.UsesProviderContext"/>.
    /// </summary>
    public Guid ProviderContext
    {
        get => Rare.ProviderContext;
        init => Rare = Rare with { ProviderContext = value };
    }

    /// <summary>Further properties.</summary>
    public FilterFlags Flags { get; init; }

    /// <summary>Bytes for the provider's own use, which the engine keeps and does not read (WFP: <c>providerData</c>).</summary>
    public ByteBlob ProviderData
    {
        get => Rare.ProviderData;
        init => Rare = Rare with { ProviderData = value };
    }

    /// <summary>Who may do what with the object; null, the default, means what the container of its kind says.</summary>
    public SecurityDescriptor? Security
    {
        get => Rare.Security;
        init => Rare = Rare with { Security = value };
    }

    private RareFilterProperties Rare
    {
        get => _rare ?? RareFilterProperties.None;
        init => _rare = value == RareFilterProperties.None ? null : value;
    }

    /// <summary>
    /// Checks the spec as <see cref="Session.AddFilter"/> does, apart from what depends on the objects that an engine holds: for
    /// tools that judge filters without installing them.
    /// </summary>
    /// <returns>The effective weight that the filter will have.</returns>
    /// <exception cref="WfpException">The spec is not acceptable; the codes are those of <see cref="Session.AddFilter"/>.</exception>
    public ulong Validate()
    {
        FilterValidator.Validate(this);
        return EffectiveWeight.Of(this);
    }
}
