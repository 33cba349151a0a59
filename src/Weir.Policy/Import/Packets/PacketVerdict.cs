namespace Weir.Policy;

/// <summary>What a rule does with the packets that it matches.</summary>
internal enum PacketVerdict
{
    /// <summary>Nothing: the next rule is asked.</summary>
    Continue,
    Accept,
    Drop,

    /// <summary>Goes back behind the jump; in a base chain, to its policy.</summary>
    Return,
    Jump,
    Goto,

    /// <summary>Something that the importer cannot tell.</summary>
    Unknown,
}
