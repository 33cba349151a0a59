using System.Collections.Immutable;

namespace Weir.Engine;

/// <summary>
/// An engine did not start, because objects of its store cannot be loaded: they are damaged, refer to something that is missing, or were
/// written by a Weir that knows more. Neither the store nor the enforced policy was changed.
/// </summary>
public sealed class PolicyNotLoadedException : Exception
{
    private const int MaximumInMessage = 10;

    /// <summary>Makes the exception.</summary>
    /// <param name="objects">The objects, at least one.</param>
    public PolicyNotLoadedException(ImmutableArray<NotLoadedObject> objects)
        : base(Describe(objects)) => Objects = objects;

    /// <summary>The objects, each with the reason.</summary>
    public ImmutableArray<NotLoadedObject> Objects { get; }

    private static string Describe(ImmutableArray<NotLoadedObject> objects)
    {
        var more = objects.Length > MaximumInMessage ? $"\n  and {objects.Length - MaximumInMessage} more" : "";
        return $"Of the store's objects, {objects.Length} cannot be loaded. Restore the store from a copy, or start with "
            + $"{nameof(FilterEngineOptions)}.{nameof(FilterEngineOptions.StartWithoutUnloadable)} to do without them: what they block is then not blocked.\n  "
            + string.Join("\n  ", objects.Take(MaximumInMessage)) + more;
    }
}
