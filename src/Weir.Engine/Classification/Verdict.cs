namespace Weir.Engine;

/// <summary>What a layer decides about a packet; the numbers are those of <see cref="FilterAction"/>.</summary>
public enum Verdict : uint
{
    /// <summary>The packet goes no further.</summary>
    Block = 0x1001,

    /// <summary>The packet passes this layer. Every layer on its path has to permit it.</summary>
    Permit = 0x1002,
}
