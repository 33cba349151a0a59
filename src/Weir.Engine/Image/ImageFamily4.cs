namespace Weir.Engine;

/// <summary>IPv4 images, and those of layers without addresses.</summary>
internal readonly unsafe struct ImageFamily4 : IImageFamily
{
    public static int EntryShift => 5;

    public static int FineBits => 16;

    public static int CoarseBits => 12;

    public static ulong FirstBits(ulong high, ulong low) => low << 32;

    public static uint Tag(ImageTable* table, ImageKey* key) =>
        ImageHash.Tag((key->LocalLow & table->LocalLowMask) | ((key->RemoteLow & table->RemoteLowMask) << 32), key->Ports & table->PortsMask);

    public static bool Matches(byte* entry, ImageKey* key)
    {
        ImageEntry4* e = (ImageEntry4*)entry;

        // Entries of a chain have much the same addresses; ports and protocol tell most of them apart. Beyond that one sign for all, since
        // a branch for each field would be guessed wrong too often.
        if ((((long)e->RemotePortSpan - (ushort)((uint)key->Ports - e->RemotePort))
            | ((long)e->ProtocolSpan - (byte)((uint)(key->Ports >> 32) - e->Protocol))) < 0)
        {
            return false;
        }

        return (((long)e->LocalAddressSpan - ((uint)key->LocalLow - e->LocalAddress))
            | ((long)e->RemoteAddressSpan - ((uint)key->RemoteLow - e->RemoteAddress))
            | ((long)e->LocalPortSpan - (ushort)((uint)(key->Ports >> 16) - e->LocalPort))
            | -(long)(((uint)key->PresentFields ^ e->Present) & e->Care & ImageKeyFields.All)) >= 0;
    }

    public static uint OrderOf(byte* entry) => ((ImageEntry4*)entry)->Order;

    public static byte MarksOf(byte* entry) => ((ImageEntry4*)entry)->Care;

    public static void SetMarks(byte* entry, byte marks) =>
        ((ImageEntry4*)entry)->Care = (byte)((((ImageEntry4*)entry)->Care & ImageKeyFields.All) | marks);

    public static void Write(byte* entry, in DraftEntry draft, byte marks) => *(ImageEntry4*)entry = new ImageEntry4
    {
        LocalAddress = (uint)draft.Local,
        LocalAddressSpan = draft.LocalSpan,
        RemoteAddress = (uint)draft.Remote,
        RemoteAddressSpan = draft.RemoteSpan,
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
}
