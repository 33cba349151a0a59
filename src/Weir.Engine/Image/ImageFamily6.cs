namespace Weir.Engine;

/// <summary>IPv6 images.</summary>
internal readonly unsafe struct ImageFamily6 : IImageFamily
{
    public static int EntryShift => 6;

    public static int FineBits => 48;

    public static int CoarseBits => 32;

    public static ulong FirstBits(ulong high, ulong low) => high;

    public static uint Tag(ImageTable* table, ImageKey* key) => ImageHash.Tag(
        ImageHash.Mix(key->LocalHigh & table->LocalHighMask, key->LocalLow & table->LocalLowMask),
        ImageHash.Mix(key->RemoteHigh & table->RemoteHighMask, key->RemoteLow & table->RemoteLowMask) ^ (key->Ports & table->PortsMask));

    public static bool Matches(byte* entry, ImageKey* key)
    {
        ImageEntry6* e = (ImageEntry6*)entry;

        // As for IPv4: first what tells the entries of a chain apart.
        if ((((long)e->RemotePortSpan - (ushort)((uint)key->Ports - e->RemotePort))
            | ((long)e->ProtocolSpan - (byte)((uint)(key->Ports >> 32) - e->Protocol))) < 0)
        {
            return false;
        }

        ulong differences = Leading(key->LocalHigh ^ e->LocalHigh, e->LocalHighFree)
            | Leading(key->LocalLow ^ e->LocalLow, e->LocalLowFree)
            | Leading(key->RemoteHigh ^ e->RemoteHigh, e->RemoteHighFree)
            | Leading(key->RemoteLow ^ e->RemoteLow, e->RemoteLowFree)
            | (((uint)key->PresentFields ^ e->Present) & e->Care & ImageKeyFields.All);
        return differences == 0 && (long)e->LocalPortSpan - (ushort)((uint)(key->Ports >> 16) - e->LocalPort) >= 0;
    }

    public static uint OrderOf(byte* entry) => ((ImageEntry6*)entry)->Order;

    public static byte MarksOf(byte* entry) => ((ImageEntry6*)entry)->Care;

    public static void SetMarks(byte* entry, byte marks) =>
        ((ImageEntry6*)entry)->Care = (byte)((((ImageEntry6*)entry)->Care & ImageKeyFields.All) | marks);

    public static void Write(byte* entry, in DraftEntry draft, byte marks) => *(ImageEntry6*)entry = new ImageEntry6
    {
        LocalHigh = (ulong)(draft.Local >> 64),
        LocalLow = (ulong)draft.Local,
        RemoteHigh = (ulong)(draft.Remote >> 64),
        RemoteLow = (ulong)draft.Remote,
        LocalHighFree = (byte)(64 - Math.Min(draft.LocalLength, (byte)64)),
        LocalLowFree = (byte)(64 - Math.Max(draft.LocalLength - 64, 0)),
        RemoteHighFree = (byte)(64 - Math.Min(draft.RemoteLength, (byte)64)),
        RemoteLowFree = (byte)(64 - Math.Max(draft.RemoteLength - 64, 0)),
        LocalPort = draft.LocalPort,
        LocalPortSpan = draft.LocalPortSpan,
        RemotePort = draft.RemotePort,
        RemotePortSpan = draft.RemotePortSpan,
        Protocol = draft.Protocol,
        ProtocolSpan = draft.ProtocolSpan,
        Care = (byte)(draft.Care | marks),
        Present = draft.Present,
        Order = draft.Order,
    };

    /// <summary>What remains without the low bits. In two steps, since a shift by 64 is one by 0.</summary>
    private static ulong Leading(ulong half, byte free) => half >> (free >> 1) >> ((free + 1) >> 1);
}
