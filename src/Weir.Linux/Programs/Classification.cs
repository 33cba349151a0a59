using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Linux.Programs;

/// <summary>
/// Classify: the walk over a layer's policy image and the arbitration, inside and across sublayers. The walk is a
/// global function, so the verifier checks it once and by itself, whatever program calls it.
/// </summary>
internal static unsafe partial class Classification
{
    private const uint MostSubLayers = ushort.MaxValue;

    public static uint ClassifyV4(PacketFields* fields, ClassifyState* state)
    {
        Begin(fields, state);
        WalkV4(fields, state);
        return Finish(fields, state);
    }

    public static uint ClassifyV6(PacketFields* fields, ClassifyState* state)
    {
        Begin(fields, state);
        WalkV6(fields, state);
        return Finish(fields, state);
    }

    [GlobalFunction]
    public static uint WalkV4([NonNull] PacketFields* fields, [NonNull] ClassifyState* state) =>
        Walk<ImageFamily4, PacketLoop>(fields, state, withCallouts: false);

    [GlobalFunction]
    public static uint WalkV6([NonNull] PacketFields* fields, [NonNull] ClassifyState* state) =>
        Walk<ImageFamily6, PacketLoop>(fields, state, withCallouts: false);

    private static void Begin(PacketFields* fields, ClassifyState* state)
    {
        ulong* options = PacketMaps.Options.Lookup(fields->LayerSlot);
        if (options != null)
        {
            state->Decision.Flags = (uint)*options & (Decision.FlagReportPermit | Decision.FlagShowsDiscards);
        }

        state->Answer = ClassifyState.NoAnswer;
    }

    /// <summary>Writes what the events of a packet tell of the sublayers' decisions.</summary>
    [GlobalFunction]
    public static uint WriteDeciders([NonNull] Decision* decision, [NonNull] EventRecord* happened)
    {
        DeciderRecord* deciders = (DeciderRecord*)happened->Deciders;
        for (uint i = 0; i < Decision.DeciderSlots && Loop.MayContinue(); i++)
        {
            uint place = i & (Decision.DeciderSlots - 1);
            uint packed = decision->Deciders[place];
            FilterRecord* record = i < decision->DeciderCount ? RecordOf(packed & Decider.RecordMask) : null;
            if (record == null)
            {
                return i;
            }

            deciders[place].FilterId = record->Filter.FilterId;
            deciders[place].SubLayer = record->SubLayer;
            deciders[place].Action = Decider.ActionOf(packed);
        }

        return Decision.DeciderCapacity;
    }

    private static uint Finish(PacketFields* fields, ClassifyState* state)
    {
        if (state->Decision.FilterId != 0)
        {
            Count(state->Record, fields->Metadata.PacketLength);
        }

        uint verdict = (state->Action & EntryAction.Block) != 0 ? Verdict.Block : Verdict.Permit;
        state->Decision.Verdict = verdict;
        if ((state->Action & EntryAction.Absorb) != 0)
        {
            state->Decision.Flags |= Decision.FlagAbsorbed;
        }

        return verdict;
    }

    /// <summary>Walks until every sublayer has decided, or until a callout must be asked.</summary>
    /// <returns>Bits of <see cref="EntryAction"/> of the filter whose callout is to be asked, or 0.</returns>
    private static uint Walk<TFamily, TLoop>(PacketFields* fields, ClassifyState* state, bool withCallouts)
        where TFamily : struct, IImageFamily
        where TLoop : struct, IImageLoop
    {
        byte* image = (byte*)PacketMaps.Image.First();
        uint mask = LayerCapacity.Mask();
        ImageKey* key = (ImageKey*)fields;
        ulong version = withCallouts && state->Version != 0 ? state->Version : ImageWalk.Version(image);
        ulong candidates = ImageWalk.Candidates<TFamily>(image, mask, key);
        uint subLayers = ImageWalk.SubLayerCount(image, mask, version);
        uint decided = state->Action;
        uint subLayer = state->SubLayer;
        uint from = state->From;
        uint answer = withCallouts ? state->Answer : ClassifyState.NoAnswer;
        ulong filterId = withCallouts ? state->AskedFilterId : 0;
        uint record = withCallouts ? state->AskedRecord : 0;
        while (subLayer < subLayers && Loop.MayContinue())
        {
            if (!withCallouts || answer == ClassifyState.NoAnswer)
            {
                ulong found = ImageWalk.FindBest<TFamily, TLoop>(
                    image, mask, version, key, (ulong*)fields, &state->Sets, candidates, subLayer, from);
                if (found == ImageWalk.NotFound)
                {
                    subLayer = (subLayer + 1) & MostSubLayers;
                    from = 0;
                    continue;
                }

                ImageFilter* filter = ImageWalk.FilterOf(image, mask, found);
                from = ImageWalk.OrderAfter(found);
                filterId = filter->FilterId;
                record = filter->Counter;
                answer = ActionOf(filter);
                if (withCallouts && (answer & (EntryAction.Callout | EntryAction.Limit)) != 0)
                {
                    state->AskedFilterId = filterId;
                    state->AskedRecord = record;
                    state->Version = version;
                    state->Action = decided;
                    state->SubLayer = subLayer;
                    state->From = from;
                    return answer;
                }
            }

            uint action = answer;
            answer = ClassifyState.NoAnswer;
            if ((action & EntryAction.Continue) != 0)
            {
                continue;
            }

            // The first match with an answer is its sublayer's decision; the merge is WFP's table.
            subLayer = (subLayer + 1) & MostSubLayers;
            from = 0;
            Decision.Keep(&state->Decision, Decider.Pack(record, action));

            if ((decided & EntryAction.Hard) != 0)
            {
                // Only a block may overrule, and only a permit can be overruled.
                if ((decided & EntryAction.Block) != 0 || (action & (EntryAction.Block | EntryAction.Veto)) != (EntryAction.Block | EntryAction.Veto))
                {
                    continue;
                }

                state->Decision.Flags |= Decision.FlagVeto;
                action |= EntryAction.Hard;
            }

            decided = action;
            state->Decision.FilterId = filterId;
            state->Record = record;
        }

        state->Action = decided;
        return 0;
    }

    /// <summary>What a filter says, in bits of <see cref="EntryAction"/>.</summary>
    private static uint ActionOf(ImageFilter* filter)
    {
        uint bits = filter->Action;
        if ((bits & (ImageAction.IsAsked | ImageAction.IsManaged)) == 0)
        {
            // A block is final; with the right cleared it may also overrule, and a permit becomes final.
            uint block = bits & ImageAction.Block;
            uint clear = bits & ImageAction.Clear;
            return block | clear | (block << 1) | (((block << 1) & clear) << 1);
        }

        if ((bits & ImageAction.IsManaged) != 0)
        {
            // No packet has what it compares.
            return EntryAction.Continue;
        }

        FilterRecord* record = RecordOf(filter->Counter);
        return record == null ? EntryAction.Continue : record->Action;
    }

    private static FilterRecord* RecordOf(uint index)
    {
        ArrayMap<FilterRecord>? chunk = PacketMaps.FilterRecords.Lookup(index >> PacketMaps.ChunkShift);
        return chunk == null ? null : chunk.Lookup(index & (PacketMaps.ChunkLength - 1));
    }

    /// <summary>Counts a packet for the filter that decided.</summary>
    public static void Count(uint index, uint packetLength) => CountAlways(index, packetLength);

    /// <summary>Takes the place of <see cref="Count"/> where a packet has been counted already.</summary>
    public static void Uncounted(uint index, uint packetLength)
    {
    }

    public static void CountAlways(uint index, uint packetLength)
    {
        FilterRecord* record = RecordOf(index);
        if (record != null)
        {
            Interlocked.Increment(ref record->Packets);
            Interlocked.Add(ref record->Bytes, packetLength);
        }
    }
}
