namespace Weir.Engine;

/// <summary>The fields that entries of a policy image have places for, as the bits of <see cref="Bpf.Language.IncomingFields"/>; and marks of an entry in the bits above them.</summary>
internal static class ImageKeyFields
{
    public const byte LocalAddress = 1;
    public const byte RemoteAddress = 2;
    public const byte LocalPort = 4;
    public const byte RemotePort = 8;
    public const byte Protocol = 16;
    public const byte All = 31;

    /// <summary>Beside the fields of <see cref="ImageEntry4.Care"/>: the last entry of its chain.</summary>
    public const byte IsLast = 32;

    /// <summary>
    /// Beside the fields of <see cref="ImageEntry4.Care"/>: the entry's <see cref="ImageFilter"/> has the last word, because the filter has
    /// tests, or is not in every version that somebody may read.
    /// </summary>
    public const byte AsksRecord = 64;
}
