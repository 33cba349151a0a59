using System.Text;

namespace Weir.Engine;

/// <summary>Checks what can be checked about a spec by itself: texts, enumerations, flags, weights and conditions.</summary>
internal static class FilterValidator
{
    /// <exception cref="WfpException">The provider is not acceptable.</exception>
    public static void Validate(ProviderSpec provider)
    {
        ValidateTexts("Provider", provider.Name, provider.Description);
        SecurityValidator.Validate("Provider", provider.Name, provider.Security);
        if (!IsPrintable(provider.ServiceName))
        {
            throw Errors.InvalidText("Provider", provider.Name, "the service name");
        }
    }

    /// <exception cref="WfpException">The provider context is not acceptable.</exception>
    public static void Validate(ProviderContextSpec context)
    {
        ValidateTexts("Provider context", context.Name, context.Description);
        SecurityValidator.Validate("Provider context", context.Name, context.Security);
        var contents = (context.Data.IsEmpty ? 0 : 1) + (context.Payload is null ? 0 : 1) + (context.ClassifyOptions is null ? 0 : 1);
        if (contents > 1)
        {
            throw Errors.SeveralContents(context.Name);
        }

        if (context.Persistent && context.Payload is not null)
        {
            throw Errors.PersistentPayload(context.Name);
        }

        if (context.ClassifyOptions is { } options)
        {
            Validate(options, context.Name);
        }
    }

    /// <exception cref="WfpException">The sublayer is not acceptable.</exception>
    public static void Validate(SubLayerSpec subLayer)
    {
        ValidateTexts("Sublayer", subLayer.Name, subLayer.Description);
        SecurityValidator.Validate("Sublayer", subLayer.Name, subLayer.Security);
        if (!Enum.IsDefined(subLayer.FailMode))
        {
            throw Errors.InvalidEnumerator("Sublayer", subLayer.Name, nameof(subLayer.FailMode), subLayer.FailMode);
        }
    }

    /// <exception cref="WfpException">The filter is not acceptable.</exception>
    public static void Validate(FilterSpec filter)
    {
        ValidateTexts("Filter", filter.Name, filter.Description);
        SecurityValidator.Validate("Filter", filter.Name, filter.Security);
        var layer = Layers.Find(filter.Layer) ?? throw Errors.LayerNotFound(filter.Layer, filter.Name);
        ValidateAction(filter);
        ValidateFlags(filter);
        if (filter.Flags.HasFlag(FilterFlags.BootTime) && !layer.Flags.HasFlag(LayerFlags.Kernel))
        {
            throw Errors.BootTimeInUserMode(filter.Name, layer);
        }

        if (filter.Context != 0 && filter.ProviderContext != Guid.Empty)
        {
            throw Errors.ContextAndProviderContext(filter.Name);
        }

        if (filter.Weight.Type == DataType.UInt8 && filter.Weight.Value > EffectiveWeight.MaxRange)
        {
            throw Errors.InvalidWeight(filter.Name, filter.Weight.Value);
        }

        ValidateConditions(filter, layer);
    }

    /// <exception cref="WfpException">The callout is not acceptable.</exception>
    public static void Validate(CalloutSpec callout)
    {
        ValidateTexts("Callout", callout.Name, callout.Description);
        SecurityValidator.Validate("Callout", callout.Name, callout.Security);
        if (Layers.Find(callout.ApplicableLayer) is null)
        {
            throw Errors.LayerOfCalloutNotFound(callout.ApplicableLayer, callout.Name);
        }
    }

    /// <exception cref="WfpException">The session's name or description is not acceptable.</exception>
    public static void Validate(SessionOptions session)
    {
        if (!IsPrintable(session.Name))
        {
            throw Errors.InvalidText("Session", session.Name, "the name");
        }

        if (!IsPrintable(session.Description))
        {
            throw Errors.InvalidText("Session", session.Name, "the description");
        }
    }

    private static void Validate(ClassifyOptions options, string contextName)
    {
        if (options.IsEmpty)
        {
            throw Errors.NoClassifyOption(contextName);
        }

        if (options.MulticastState is { } state && !Enum.IsDefined(state))
        {
            throw Errors.InvalidEnumerator("Provider context", contextName, nameof(options.MulticastState), state);
        }

        ValidateLifetime(options.UnicastLifetime, nameof(options.UnicastLifetime), contextName);
        ValidateLifetime(options.MulticastLifetime, nameof(options.MulticastLifetime), contextName);
    }

    private static void ValidateLifetime(TimeSpan? lifetime, string option, string contextName)
    {
        if (lifetime is not { } time)
        {
            return;
        }

        var isWhole = time.Ticks % TimeSpan.TicksPerSecond == 0;
        if (!isWhole || time < TimeSpan.FromSeconds(1) || time > TimeSpan.FromSeconds(uint.MaxValue))
        {
            throw Errors.LifetimeOutOfBounds(contextName, option, time);
        }
    }

    private static void ValidateAction(FilterSpec filter)
    {
        if (!Enum.IsDefined(filter.Action))
        {
            throw Errors.InvalidActionType(filter.Name, filter.Action);
        }

        if (filter.Action.CallsCallout() && filter.Callout == Guid.Empty)
        {
            throw Errors.CalloutMissing(filter.Name, filter.Action);
        }

        if (!filter.Action.CallsCallout() && filter.Callout != Guid.Empty)
        {
            throw Errors.CalloutWithoutCall(filter.Name, filter.Action);
        }

        if (filter.Action == FilterAction.Limit != filter.Limit is not null)
        {
            throw filter.Limit is null ? Errors.LimitMissing(filter.Name) : Errors.LimitWithoutAction(filter.Name, filter.Action);
        }

        if (filter.Limit is { } limit)
        {
            Validate(limit, filter.Name);
        }
    }

    private static void Validate(LimitSpec limit, string filterName)
    {
        if (!Enum.IsDefined(limit.Unit))
        {
            throw Errors.InvalidEnumerator("Filter", filterName, nameof(limit.Unit), limit.Unit);
        }

        if (limit.FindProblem() is { } problem)
        {
            throw Errors.LimitOutOfBounds(filterName, problem);
        }
    }

    private static void ValidateFlags(FilterSpec filter)
    {
        var known = FilterFlags.Persistent | FilterFlags.BootTime
            | FilterFlags.HasProviderContext | FilterFlags.ClearActionRight | FilterFlags.PermitIfCalloutUnregistered;
        var unknown = filter.Flags & ~known;
        if (unknown != 0)
        {
            throw Errors.InvalidFlags(filter.Name, unknown);
        }

        if (filter.Flags.HasFlag(FilterFlags.Persistent | FilterFlags.BootTime))
        {
            throw Errors.PersistentAndBootTime(filter.Name);
        }

        if (filter.Flags.HasFlag(FilterFlags.PermitIfCalloutUnregistered)
            && filter.Action is not (FilterAction.CalloutTerminating or FilterAction.CalloutUnknown))
        {
            throw Errors.UnregisteredFlagWithoutDecision(filter.Name, filter.Action);
        }

        if (filter.Flags.HasFlag(FilterFlags.HasProviderContext) && filter.ProviderContext == Guid.Empty)
        {
            throw Errors.ProviderContextMissing(filter.Name);
        }
    }

    private static void ValidateTexts(string kind, string name, string description)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw Errors.NullDisplayName(kind);
        }

        if (!IsPrintable(name))
        {
            throw Errors.InvalidText(kind, name, "the name");
        }

        if (!IsPrintable(description))
        {
            throw Errors.InvalidText(kind, name, "the description");
        }
    }

    private static bool IsPrintable(string? text)
    {
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            // EnumerateRunes shows a lone surrogate as the replacement character.
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar)
            {
                return false;
            }
        }

        return true;
    }

    private static void ValidateConditions(FilterSpec filter, Layer layer)
    {
        // A set of the fields seen so far, as bits: no layer has 64 fields.
        var seen = 0UL;
        var conditions = filter.Conditions.AsSpan();
        for (var i = 0; i < conditions.Length; i++)
        {
            ref readonly var condition = ref conditions[i];
            var field = layer.FindField(condition.Field) ?? throw Errors.Condition(
                FwpError.ConditionNotFound,
                filter.Name,
                i,
                condition,
                $"layer {layer} has no such field. Use one of {string.Join(", ", layer.Fields.Select(field => field.Name))}.");

            if (ConditionValidator.FindProblem(in condition, field) is { } problem)
            {
                throw Errors.Condition(problem.Code, filter.Name, i, condition, problem.Text);
            }

            var bit = 1UL << field.Index;
            var repeatsNeighbour = i > 0 && conditions[i - 1].Field == condition.Field;
            if ((seen & bit) != 0 && !repeatsNeighbour)
            {
                throw Errors.Condition(
                    FwpError.DuplicateCondition,
                    filter.Name,
                    i,
                    condition,
                    $"{condition.Field} was tested before, with other fields in between. Put its conditions side by side to mean \"or\"; for \"and\" use one range or two filters.");
            }

            seen |= bit;
        }
    }
}
