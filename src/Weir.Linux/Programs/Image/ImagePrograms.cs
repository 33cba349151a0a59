using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Linux.Programs;

/// <summary>Classifies packets that lie in a map by a policy image in another, one after the other, in one run of the kernel's test run.</summary>
internal static unsafe class ImagePrograms
{
    [Program(ProgramType.SchedulerClassifier, Name = "weir_image")]
    public static int ClassifyAll<TFamily, TCapacity>(TrafficControlContext* context)
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
            answers->FilterIds[index] = Classify<TFamily>((byte*)block, TCapacity.Mask, key, answers);
            index = (index + 1) & (ImageMaps.PacketCapacity - 1);
        }

        return 0;
    }

    /// <summary>The merge table of arbitration, for filters that block or permit by themselves.</summary>
    public static ulong Classify<TFamily>(byte* image, uint mask, ImageKey* key, ImageAnswerBlock* answers)
        where TFamily : struct, IImageFamily
    {
        ulong version = ImageWalk.Version(image);
        ulong candidates = ImageWalk.Candidates<TFamily>(image, mask, key);
        uint subLayers = ImageWalk.SubLayerCount(image, mask, version);
        uint state = 0;
        ulong decided = 0;
        uint subLayer = 0;
        while (subLayer < subLayers && Loop.MayContinue())
        {
            ulong found = ImageWalk.FindBest<TFamily, KernelLoop>(
                image, mask, version, key, answers->Words, &answers->Sets, candidates, subLayer, 0);
            subLayer = (subLayer + 1) & ushort.MaxValue;
            if (found == ImageWalk.NotFound)
            {
                continue;
            }

            // A block is final, and so is a permit that clears the right, except for a block that does too.
            ImageFilter* filter = ImageWalk.FilterOf(image, mask, found);
            uint action = filter->Action & (ImageAction.Block | ImageAction.Clear);
            if (state == 0 || (state == ImageAction.Clear && action == (ImageAction.Block | ImageAction.Clear)))
            {
                state = action;
                decided = filter->FilterId;
            }
        }

        return decided;
    }
}
