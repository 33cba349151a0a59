using System.Runtime.InteropServices;

namespace Weir.Engine;

/// <summary>A sublayer in a policy image; they stand in the order of evaluation.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ImageSubLayer
{
    /// <summary>The groups that its tables are in.</summary>
    public ulong Groups;

    /// <summary>What its tables name it by. It stays the same when others come before it.</summary>
    public ulong Number;
}
