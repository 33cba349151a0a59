namespace Weir.Captures.Tests;

/// <summary>Reads captures for tests.</summary>
internal static class Captures
{
    public static List<CapturedFrame> Read(byte[] file) => [.. CaptureFile.Read(new MemoryStream(file))];

    /// <summary>The frames before the damage, and what was said of it.</summary>
    public static (List<CapturedFrame> Frames, CaptureFormatException? Damage) ReadDamaged(byte[] file)
    {
        var frames = new List<CapturedFrame>();
        try
        {
            foreach (var frame in CaptureFile.Read(new MemoryStream(file)))
                frames.Add(frame);
            return (frames, null);
        }
        catch (CaptureFormatException damage)
        {
            return (frames, damage);
        }
    }

    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "captures", name);
}
