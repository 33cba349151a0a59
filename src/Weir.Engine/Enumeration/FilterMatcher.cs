namespace Weir.Engine;

/// <summary>A template that was checked and made ready to judge filters.</summary>
internal sealed class FilterMatcher
{
    private const uint Terminating = 0x1000;

    private const FilterEnumerationFlags KnownFlags =
        FilterEnumerationFlags.BestTerminatingMatch | FilterEnumerationFlags.Sorted | FilterEnumerationFlags.BootTimeOnly
        | FilterEnumerationFlags.IncludeBootTime | FilterEnumerationFlags.IncludeDisabled;

    private readonly FilterTemplate _template;
    private readonly List<PlanCondition> _conditions = [];

    /// <exception cref="WfpException">The template is not acceptable.</exception>
    public FilterMatcher(FilterTemplate template)
    {
        _template = template;
        if ((template.Flags & ~KnownFlags) is not 0 and var unknown)
        {
            throw Errors.TemplateFlags(unknown);
        }

        if (!Enum.IsDefined(template.Type))
        {
            throw Errors.TemplateType(template.Type);
        }

        if (!Enum.GetValues<FilterAction>().Any(action => ((uint)action & template.ActionMask) != 0))
        {
            throw Errors.TemplateActionMask(template.ActionMask);
        }

        if (template.Layer is not { } id)
        {
            if (template.Conditions.Count != 0 || Has(FilterEnumerationFlags.BestTerminatingMatch))
            {
                throw Errors.TemplateWithoutLayer();
            }

            return;
        }

        var layer = Layers.Find(id) ?? throw Errors.LayerOfTemplateNotFound(id);
        AddConditions(layer);
    }

    /// <summary>True when filters are wanted in the order of evaluation.</summary>
    public bool IsSorted => Has(FilterEnumerationFlags.Sorted) || IsBestOnly;

    /// <summary>True when only the first is wanted.</summary>
    public bool IsBestOnly => Has(FilterEnumerationFlags.BestTerminatingMatch);

    /// <summary>True when the filter is among those that the template asks for.</summary>
    public bool Fits(InstalledFilter filter)
    {
        var spec = filter.Spec;
        return (_template.Layer is null || spec.Layer == _template.Layer)
            && ((uint)spec.Action & _template.ActionMask) != 0
            && (!IsBestOnly || ((uint)spec.Action & Terminating) != 0)
            && (_template.Provider is null || spec.Provider == _template.Provider)
            && (_template.Callout is null || spec.Callout == _template.Callout)
            && (_template.ProviderContext is null || (filter.ProviderContext is { } context && _template.ProviderContext.Fits(context)))
            && FitsLifetime(filter)
            && FitsConditions(spec);
    }

    private bool Has(FilterEnumerationFlags flag) => (_template.Flags & flag) != 0;

    private bool FitsLifetime(InstalledFilter filter)
    {
        var isBootTime = filter.Lifetime == Lifetime.BootTime;
        if (Has(FilterEnumerationFlags.BootTimeOnly))
        {
            return isBootTime;
        }

        return (!isBootTime || Has(FilterEnumerationFlags.IncludeBootTime))
            && ((filter.Spec.Flags & FilterFlags.Disabled) == 0 || Has(FilterEnumerationFlags.IncludeDisabled));
    }

    private bool FitsConditions(FilterSpec spec)
    {
        if (_conditions.Count == 0)
        {
            return true;
        }

        // A filter and a template are products of sets, one for each field: a field without a condition can have any value or be absent.
        var isContained = _template.Type == FilterEnumerationType.FullyContained;
        foreach (var asked in PlanCondition.Normalise(Layers.Get(spec.Layer), spec.Conditions))
        {
            var wanted = _conditions.Find(condition => condition.Field == asked.Field);
            var fits = isContained
                ? wanted is null ? ConditionSets.IsEverything(asked) : ConditionSets.Contains(asked, wanted)
                : wanted is null ? ConditionSets.CanMatch(asked) : ConditionSets.Overlaps(asked, wanted);
            if (!fits)
            {
                return false;
            }
        }

        return true;
    }

    private void AddConditions(Layer layer)
    {
        var conditions = _template.Conditions.AsSpan();
        for (var i = 0; i < conditions.Length; i++)
        {
            ref readonly var condition = ref conditions[i];
            var field = layer.FindField(condition.Field) ?? throw Errors.TemplateCondition(
                FwpError.ConditionNotFound, i, condition, $"layer {layer} has no such field.");
            if (_conditions.Exists(other => other.Field == field))
            {
                throw Errors.TemplateCondition(
                    FwpError.DuplicateCondition, i, condition, "the field has a condition already. Use one for each field, and enumerate several times for alternatives.");
            }

            if (FindProblem(condition, field) is { } problem)
            {
                throw Errors.TemplateCondition(problem.Code, i, condition, problem.Text);
            }

            var wanted = PlanCondition.Of(field, condition);
            if (!ConditionSets.CanMatch(wanted))
            {
                throw Errors.TemplateCondition(FwpError.NeverMatch, i, condition, "no value meets it, so no filter can fit. Leave it out or change its value.");
            }

            _conditions.Add(wanted);
        }
    }

    private static ConditionProblem? FindProblem(in FilterCondition condition, LayerField field)
    {
        if (!ConditionSets.IsToken(field.Type) || condition.Value.Type == DataType.Empty)
        {
            return ConditionValidator.FindProblem(in condition, field);
        }

        return condition switch
        {
            { Match: not FilterMatchType.Equal } => new(FwpError.MatchTypeMismatch, "a field that holds a token can only be compared with Equal here."),
            { Value.Type: not DataType.Sid } => new(FwpError.TypeMismatch, "in a template a field that holds a token is compared with a security identifier. Use FilterValue.Sid."),
            _ => null,
        };
    }
}
