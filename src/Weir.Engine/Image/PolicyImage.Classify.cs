using System.Runtime.CompilerServices;
using Weir.Bpf.Language;

namespace Weir.Engine;

public sealed unsafe partial class PolicyImage
{
    /// <summary>Classifies a packet, as if no callout was registered.</summary>
    /// <exception cref="ArgumentException">The values are those of another layer.</exception>
    public ClassifyResult Classify(FieldValues values) => Classify(values, default(NoCallouts));

    /// <summary>Classifies a packet.</summary>
    /// <typeparam name="TCallouts">A struct is not boxed.</typeparam>
    /// <param name="values">What the packet has in the layer's fields.</param>
    /// <param name="callouts">Calls the callouts for this packet, in the order of evaluation.</param>
    /// <exception cref="ArgumentException">The values are those of another layer.</exception>
    public ClassifyResult Classify<TCallouts>(FieldValues values, TCallouts callouts)
        where TCallouts : ICalloutInvoker
    {
        var version = LoadVersion();
        var count = (int)ImageWalk.SubLayerCount(_memory.Pointer, _memory.Mask, version);
        Span<SubLayerDecision> decisions = count <= 16 ? stackalloc SubLayerDecision[16] : new SubLayerDecision[count];
        var arbitration = Classify(values, version, ref callouts, decisions, out count);
        return _results.Get(in arbitration, decisions[..count]);
    }

    /// <summary>Classifies a packet without allocating anything.</summary>
    /// <typeparam name="TCallouts">A struct is not boxed.</typeparam>
    /// <param name="values">What the packet has in the layer's fields.</param>
    /// <param name="callouts">Calls the callouts for this packet, in the order of evaluation.</param>
    /// <param name="filterId">The filter that decided, or 0.</param>
    /// <exception cref="ArgumentException">The values are those of another layer.</exception>
    public Verdict Classify<TCallouts>(FieldValues values, ref TCallouts callouts, out ulong filterId)
        where TCallouts : ICalloutInvoker
    {
        var arbitration = Classify(values, LoadVersion(), ref callouts, decisions: [], out _);
        filterId = arbitration.FilterId;
        return arbitration.Verdict;
    }

    /// <summary>The version in force, before everything else that a classification loads.</summary>
    private ulong LoadVersion() => Volatile.Read(ref ((ImageHeader*)_memory.Pointer)->Version);

    [SkipLocalsInit]
    private Arbitration Classify<TCallouts>(
        FieldValues values, ulong version, ref TCallouts callouts, Span<SubLayerDecision> decisions, out int decisionCount)
        where TCallouts : ICalloutInvoker
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Layer != Layer)
        {
            throw new ArgumentException($"The image is for {Layer}, the values are those of {values.Layer}.", nameof(values));
        }

        ImageKey key;
        var words = stackalloc ulong[ImageWalk.WordCapacity];
        _layout.Write(values, Volatile.Read(ref _usedFields), &key, words);
        var image = _memory.Pointer;
        var mask = _memory.Mask;
        var arbitration = _layout.IsWide
            ? Classify<ImageFamily6, TCallouts>(
                version, ImageWalk.Candidates<ImageFamily6>(image, mask, &key), &key, words, values, ref callouts, decisions, out decisionCount)
            : Classify<ImageFamily4, TCallouts>(
                version, ImageWalk.Candidates<ImageFamily4>(image, mask, &key), &key, words, values, ref callouts, decisions, out decisionCount);
        GC.KeepAlive(_memory);
        return arbitration;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Arbitration Classify<TFamily, TCallouts>(
        ulong version,
        ulong candidates,
        ImageKey* key,
        ulong* words,
        FieldValues values,
        ref TCallouts callouts,
        Span<SubLayerDecision> decisions,
        out int decisionCount)
        where TFamily : struct, IImageFamily
        where TCallouts : ICalloutInvoker
    {
        var image = _memory.Pointer;
        var mask = _memory.Mask;
        var subLayers = ImageWalk.SubLayerCount(image, mask, version);
        var arbitration = default(Arbitration);
        var sets = default(ImageSets);
        decisionCount = 0;
        for (var subLayer = 0u; subLayer < subLayers; subLayer++)
        {
            var from = 0u;
            while (true)
            {
                var found = ImageWalk.FindBest<TFamily, UnboundedLoop>(image, mask, version, key, words, &sets, candidates, subLayer, from);
                if (found == ImageWalk.NotFound)
                {
                    break;
                }

                var filter = ImageWalk.FilterOf(image, mask, found);
                if (Ask(filter, arbitration.Rights, values, ref callouts) is { } answer)
                {
                    arbitration.Merge(answer, filter->FilterId);
                    if (!decisions.IsEmpty)
                    {
                        var number = ImageWalk.SubLayerOf(image, mask, version, subLayer)->Number;
                        decisions[decisionCount++] = new SubLayerDecision(
                            Volatile.Read(ref _subLayersByNumber)[number].Key, filter->FilterId, answer.Action, answer.ClearsActionRight);
                    }

                    break;
                }

                from = ImageWalk.OrderAfter(found);
            }
        }

        return arbitration;
    }

    /// <summary>What a filter says; null when it leaves the decision to the next. Most filters say it by their bits alone.</summary>
    private FilterAnswer? Ask<TCallouts>(ImageFilter* filter, ClassifyRights rights, FieldValues values, ref TCallouts callouts)
        where TCallouts : ICalloutInvoker
    {
        var action = filter->Action;
        if ((action & ImageAction.IsManaged) != 0 && !MeetsManagedConditions(filter->Filter, values))
        {
            return null;
        }

        return (action & ImageAction.IsAsked) != 0
            ? FilterAnswer.Of(_filters[filter->Filter].Filter, rights, ref callouts)
            : FilterAnswer.OfFilter(
                (action & ImageAction.Block) != 0 ? FilterAction.Block : FilterAction.Permit, (action & ImageAction.Clear) != 0);
    }

    private bool MeetsManagedConditions(uint filter, FieldValues values)
    {
        foreach (var condition in _filters[filter].ManagedConditions!)
        {
            if (!condition.Matches(values[condition.Field.Index]))
            {
                return false;
            }
        }

        return true;
    }
}
