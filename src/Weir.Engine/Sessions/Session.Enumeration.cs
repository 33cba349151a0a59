namespace Weir.Engine;

public sealed partial class Session
{
    /// <summary>
    /// The filters that fit a template (WFP: <c>FwpmFilterEnum</c>), by ascending id unless the template says otherwise. What is enumerated is
    /// the policy as this session sees it now: later changes, of this session's transaction too, do not show.
    /// </summary>
    /// <param name="template">Which ones; null for all, boot-time and disabled ones too.</param>
    /// <exception cref="WfpException">
    /// <see cref="FwpError.AccessDenied"/>: no <see cref="AccessRights.Enumerate"/> on the container; filters that the caller may not read are
    /// left out. Of the template: <see cref="FwpError.LayerNotFound"/>, <see cref="FwpError.InvalidFlags"/>,
    /// <see cref="FwpError.InvalidEnumerator"/>, <see cref="FwpError.ConditionNotFound"/>, <see cref="FwpError.MatchTypeMismatch"/>,
    /// <see cref="FwpError.TypeMismatch"/>, <see cref="FwpError.InvalidRange"/>, <see cref="FwpError.InvalidNetMask"/>;
    /// <see cref="FwpError.DuplicateCondition"/>: a field has two conditions; <see cref="FwpError.NeverMatch"/>: no filter can fit.
    /// <see cref="FwpError.SessionAborted"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public IEnumerable<InstalledFilter> EnumerateFilters(FilterTemplate? template = null)
    {
        var view = ViewToEnumerate(ObjectKind.Filter);
        if (template is null)
        {
            return view.Filters.Where(MayRead);
        }

        var matcher = new FilterMatcher(template);
        var fitting = view.CandidatesFor(template).Where(filter => matcher.Fits(filter) && MayRead(filter));
        return !matcher.IsSorted ? fitting
            : matcher.IsBestOnly ? fitting.Order(EvaluationOrder.Instance).Take(1)
            : fitting.Order(EvaluationOrder.Instance);
    }

    /// <summary>All providers that the caller may read, by name (WFP: <c>FwpmProviderEnum</c>).</summary>
    /// <inheritdoc cref="EnumerateSubLayers(SubLayerTemplate?)"/>
    public IEnumerable<InstalledProvider> EnumerateProviders() => ViewToEnumerate(ObjectKind.Provider).Providers.Where(MayRead);

    /// <summary>The provider contexts that fit a template, by ascending id (WFP: <c>FwpmProviderContextEnum</c>).</summary>
    /// <inheritdoc cref="EnumerateSubLayers(SubLayerTemplate?)"/>
    public IEnumerable<InstalledProviderContext> EnumerateProviderContexts(ProviderContextTemplate? template = null) =>
        ViewToEnumerate(ObjectKind.ProviderContext).ProviderContexts.Where(context => template?.Fits(context) != false && MayRead(context));

    /// <summary>The sublayers that fit a template, the highest weight first (WFP: <c>FwpmSubLayerEnum</c>).</summary>
    /// <param name="template">Which ones; null for all.</param>
    /// <returns>Those that the caller may read of the policy as this session sees it now.</returns>
    /// <exception cref="WfpException">
    /// <see cref="FwpError.AccessDenied"/>: no <see cref="AccessRights.Enumerate"/> on the container; <see cref="FwpError.SessionAborted"/>.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public IEnumerable<InstalledSubLayer> EnumerateSubLayers(SubLayerTemplate? template = null) =>
        ViewToEnumerate(ObjectKind.SubLayer).SubLayersByWeight.Where(subLayer => template?.Fits(subLayer) != false && MayRead(subLayer));

    /// <summary>The callout objects that fit a template, by ascending id (WFP: <c>FwpmCalloutEnum</c>).</summary>
    /// <inheritdoc cref="EnumerateSubLayers(SubLayerTemplate?)"/>
    public IEnumerable<InstalledCallout> EnumerateCallouts(CalloutTemplate? template = null) =>
        ViewToEnumerate(ObjectKind.Callout).Callouts.Where(callout => template?.Fits(callout) != false && MayRead(callout));

    private PolicySnapshot ViewToEnumerate(ObjectKind container)
    {
        var view = View;
        Demand(AccessRights.Enumerate, container);
        return view;
    }

    /// <summary>Whether the caller may see the object: on its own account, or because there is no caller to ask about.</summary>
    internal bool MayRead(ISecuredObject target) => Options.Caller is not { } caller || _engine.Access.Allows(caller, AccessRights.Read, target);
}
