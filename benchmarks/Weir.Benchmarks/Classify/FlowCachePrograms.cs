using System.Runtime.InteropServices;
using Weir.Bpf.Language;
using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Benchmarks.Classify;

/// <summary>
/// A flow cache in front of the walk, to be measured: what <see cref="ImagePrograms.ClassifyAll"/> does, except that a flow that was
/// classified under the version in force is not classified again.
/// </summary>
internal static unsafe class FlowCachePrograms
{
    private const int EntryBits = 14;

    private static readonly LruHashMap<FlowKey, FlowAnswer> s_kernels = new(1 << EntryBits);
    private static readonly PerCpuArrayMap<FlowEntry> s_direct = new(1 << EntryBits);

    [Program(ProgramType.SchedulerClassifier, Name = "weir_flow_lru")]
    public static int ClassifyByKernelsMap<TFamily, TCapacity>(TrafficControlContext* context)
        where TFamily : struct, IImageFamily
        where TCapacity : struct, IImageCapacity
    {
        ImageBlock* block = ImageMaps.Image.Lookup(0);
        ImageKeyBlock* keys = ImageMaps.Keys.Lookup(0);
        ImageAnswerBlock* answers = ImageMaps.Answers.Lookup(0);
        if (block == null || keys == null || answers == null)
        {
            return -1;
        }

        uint count = answers->Count;
        uint index = 0;
        while (index < count && Loop.MayContinue())
        {
            ImageKey* key = (ImageKey*)(keys->Keys + (index * ImageKeyBlock.KeySize));
            FlowKey flow = default;
            flow.Addresses = key->LocalLow | (key->RemoteLow << 32);
            flow.Ports = key->Ports;
            ulong version = ImageWalk.Version((byte*)block);
            FlowAnswer* known = s_kernels.Lookup(&flow);
            ulong filterId;
            if (known != null && known->Version == version)
            {
                filterId = known->FilterId;
            }
            else
            {
                filterId = ImagePrograms.Classify<TFamily>((byte*)block, TCapacity.Mask, key, answers);
                FlowAnswer answer = default;
                answer.Version = version;
                answer.FilterId = filterId;
                s_kernels.Update(&flow, &answer);
            }

            answers->FilterIds[index] = filterId;
            index = (index + 1) & (ImageMaps.PacketCapacity - 1);
        }

        return 0;
    }

    [Program(ProgramType.SchedulerClassifier, Name = "weir_flow_direct")]
    public static int ClassifyByArray<TFamily, TCapacity>(TrafficControlContext* context)
        where TFamily : struct, IImageFamily
        where TCapacity : struct, IImageCapacity
    {
        ImageBlock* block = ImageMaps.Image.Lookup(0);
        ImageKeyBlock* keys = ImageMaps.Keys.Lookup(0);
        ImageAnswerBlock* answers = ImageMaps.Answers.Lookup(0);
        if (block == null || keys == null || answers == null)
        {
            return -1;
        }

        uint count = answers->Count;
        uint index = 0;
        while (index < count && Loop.MayContinue())
        {
            ImageKey* key = (ImageKey*)(keys->Keys + (index * ImageKeyBlock.KeySize));
            ulong addresses = key->LocalLow | (key->RemoteLow << 32);
            ulong ports = key->Ports;
            ulong version = ImageWalk.Version((byte*)block);
            FlowEntry* entry = s_direct.Lookup((uint)(ImageHash.Mix(addresses, ports) >> (64 - EntryBits)));
            ulong filterId = 0;
            if (entry != null && entry->Addresses == addresses && entry->Ports == ports && entry->Version == version)
            {
                filterId = entry->FilterId;
            }
            else
            {
                filterId = ImagePrograms.Classify<TFamily>((byte*)block, TCapacity.Mask, key, answers);
                if (entry != null)
                {
                    entry->Addresses = addresses;
                    entry->Ports = ports;
                    entry->Version = version;
                    entry->FilterId = filterId;
                }
            }

            answers->FilterIds[index] = filterId;
            index = (index + 1) & (ImageMaps.PacketCapacity - 1);
        }

        return 0;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct FlowKey
    {
        public ulong Addresses;
        public ulong Ports;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct FlowAnswer
    {
        public ulong Version;
        public ulong FilterId;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct FlowEntry
    {
        public ulong Addresses;
        public ulong Ports;
        public ulong Version;
        public ulong FilterId;
    }
}
