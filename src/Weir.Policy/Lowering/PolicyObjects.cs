using System.Collections.Immutable;
using Weir.Engine;

namespace Weir.Policy;

/// <summary>What a policy installs: plain data for the engine, in the order in which to add it.</summary>
public sealed record PolicyObjects
{
    /// <summary>The owner.</summary>
    public required PolicyProvider Provider { get; init; }

    /// <summary>The sublayers.</summary>
    public required ImmutableArray<SubLayerSpec> SubLayers { get; init; }

    /// <summary>The filters; those of one written filter stand together.</summary>
    public required ImmutableArray<PolicyFilterSpec> Filters { get; init; }

    /// <summary>What was found doubtful, those of reading the file included.</summary>
    public ImmutableArray<PolicyDiagnostic> Warnings { get; init; } = [];

    internal SourceText Source { get; init; } = new("", "");

    /// <summary>Adds everything to an engine, in one transaction: all of it or nothing.</summary>
    /// <param name="session">An open session without a transaction.</param>
    /// <exception cref="PolicyException">The engine refused a filter; says where it is written.</exception>
    /// <exception cref="WfpException">The engine refused a sublayer or the transaction.</exception>
    public void Install(Session session)
    {
        ArgumentNullException.ThrowIfNull(session);
        using var transaction = session.BeginTransaction();
        foreach (var subLayer in SubLayers)
            session.AddSubLayer(subLayer);
        foreach (var (spec, source) in Filters)
        {
            try
            {
                session.AddFilter(spec);
            }
            catch (WfpException exception)
            {
                var diagnostics = new DiagnosticBag(Source);
                diagnostics.Error(source.Span, source.Path, exception.Message);
                throw new PolicyException(diagnostics.ToImmutable());
            }
        }

        transaction.Commit();
    }
}
