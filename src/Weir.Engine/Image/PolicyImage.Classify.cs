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
        var count = Plan.SubLayers.Length;
        Span<SubLayerDecision> decisions = count <= 16 ? stackalloc SubLayerDecision[count] : new SubLayerDecision[count];
        var arbitration = Classify(values, ref callouts, decisions, out count);
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
        var arbitration = Classify(values, ref callouts, decisions: [], out _);
        filterId = arbitration.FilterId;
        return arbitration.Verdict;
    }

    /// <summary>Classifies packets one after the other, as if no callout was registered. Allocates nothing.</summary>
    /// <param name="packets">The packets.</param>
    /// <param name="filterIds">Gets the filter that decided each, or 0; when it is shorter, for the first packets.</param>
    /// <exception cref="ArgumentException">The packets are those of another layer, or fewer than answers are wanted.</exception>
    public void Classify(PacketBatch packets, Span<ulong> filterIds)
    {
        ArgumentNullException.ThrowIfNull(packets);
        if (packets.Layer != Plan.Layer)
        {
            throw new ArgumentException($"The image is for {Plan.Layer}, the packets are those of {packets.Layer}.", nameof(packets));
        }

        if (filterIds.Length > packets.Count)
        {
            throw new ArgumentException($"{filterIds.Length} answers are wanted of {packets.Count} packets.", nameof(filterIds));
        }

        var callouts = default(NoCallouts);
        for (var i = 0; i < filterIds.Length; i++)
        {
            var values = _managedConditions.Count == 0 ? null : packets.ValuesOf(i);
            filterIds[i] = (_layout.IsWide
                ? Classify<ImageFamily6, NoCallouts>(packets.KeyOf(i), packets.WordsOf(i), values, ref callouts, [], out _)
                : Classify<ImageFamily4, NoCallouts>(packets.KeyOf(i), packets.WordsOf(i), values, ref callouts, [], out _)).FilterId;
        }

        GC.KeepAlive(_memory);
    }

    [SkipLocalsInit]
    private Arbitration Classify<TCallouts>(FieldValues values, ref TCallouts callouts, Span<SubLayerDecision> decisions, out int decisionCount)
        where TCallouts : ICalloutInvoker
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Layer != Plan.Layer)
        {
            throw new ArgumentException($"The image is for {Plan.Layer}, the values are those of {values.Layer}.", nameof(values));
        }

        ImageKey key;
        var words = stackalloc ulong[ImageWalk.WordCapacity];
        _layout.Write(values, _usedFields, &key, words);
        var arbitration = _layout.IsWide
            ? Classify<ImageFamily6, TCallouts>(&key, words, values, ref callouts, decisions, out decisionCount)
            : Classify<ImageFamily4, TCallouts>(&key, words, values, ref callouts, decisions, out decisionCount);
        GC.KeepAlive(_memory);
        return arbitration;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Arbitration Classify<TFamily, TCallouts>(
        ImageKey* key, ulong* words, FieldValues? values, ref TCallouts callouts, Span<SubLayerDecision> decisions, out int decisionCount)
        where TFamily : struct, IImageFamily
        where TCallouts : ICalloutInvoker
    {
        var image = _memory.Pointer;
        var mask = _memory.Mask;
        var candidates = ImageWalk.Candidates<TFamily>(image, mask, key);
        var arbitration = default(Arbitration);
        decisionCount = 0;
        for (var subLayer = 0u; subLayer < (uint)Plan.SubLayers.Length; subLayer++)
        {
            var from = 0u;
            while (true)
            {
                var index = ImageWalk.FindBest<TFamily, UnboundedLoop>(image, mask, key, words, candidates, subLayer, from);
                if (index == ImageWalk.NotFound)
                {
                    break;
                }

                var filter = ImageWalk.FilterOf(image, mask, index);
                if (Ask(filter, arbitration.Rights, values, ref callouts) is { } answer)
                {
                    arbitration.Merge(answer, filter->FilterId);
                    if (!decisions.IsEmpty)
                    {
                        decisions[decisionCount++] = new SubLayerDecision(
                            Plan.SubLayers[(int)subLayer].SubLayer.Key, filter->FilterId, answer.Action, answer.ClearsActionRight);
                    }

                    break;
                }

                from = filter->Filter + 1;
            }
        }

        return arbitration;
    }

    /// <summary>What a filter says; null when it leaves the decision to the next. Most filters say it by their bits alone.</summary>
    private FilterAnswer? Ask<TCallouts>(ImageFilter* filter, ClassifyRights rights, FieldValues? values, ref TCallouts callouts)
        where TCallouts : ICalloutInvoker
    {
        var action = filter->Action;
        if ((action & ImageAction.IsManaged) != 0 && !MeetsManagedConditions(filter->Filter, values!))
        {
            return null;
        }

        return (action & ImageAction.Callout) != 0
            ? FilterAnswer.Of(_filters[filter->Filter].Filter, rights, ref callouts)
            : FilterAnswer.OfFilter(
                (action & ImageAction.Block) != 0 ? FilterAction.Block : FilterAction.Permit, (action & ImageAction.Clear) != 0);
    }

    private bool MeetsManagedConditions(uint order, FieldValues values)
    {
        foreach (var condition in _managedConditions[order])
        {
            if (!condition.Matches(values[condition.Field.Index]))
            {
                return false;
            }
        }

        return true;
    }
}
