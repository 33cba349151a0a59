namespace Weir.Engine;

/// <summary>What can be allowed or denied, with the numbers of WFP's <c>FWPM_ACTRL_*</c> ("Access Right Identifiers").</summary>
[Flags]
public enum AccessRights : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>
    /// On the container of a kind: add objects of it. In a condition's security descriptor the same number means that the user matches
    /// (WFP: <c>FWP_ACTRL_MATCH_FILTER</c>).
    /// </summary>
    Add = 1,

    /// <summary>On an object: name it in a new object.</summary>
    AddLink = 2,

    /// <summary>On the engine: begin a read-only transaction.</summary>
    BeginReadTransaction = 4,

    /// <summary>On the engine: begin a transaction that can write.</summary>
    BeginWriteTransaction = 8,

    /// <summary>On a layer: ask what it would decide.</summary>
    Classify = 0x10,

    /// <summary>On the container of a kind: list its objects.</summary>
    Enumerate = 0x20,

    /// <summary>On the engine: open a session.</summary>
    Open = 0x40,

    /// <summary>On an object: see it.</summary>
    Read = 0x80,

    /// <summary>On an object or the engine: read its counters.</summary>
    ReadStatistics = 0x100,

    /// <summary>On the container of a kind: hear of changes. Told are those of objects that the subscriber may read.</summary>
    Subscribe = 0x200,

    /// <summary>On the engine: set its options.</summary>
    Write = 0x400,

    /// <summary>On an object: delete it (<c>DELETE</c>).</summary>
    Delete = 0x0001_0000,

    /// <summary>Read the security descriptor (<c>READ_CONTROL</c>).</summary>
    ReadSecurity = 0x0002_0000,

    /// <summary>Change who may do what (<c>WRITE_DAC</c>).</summary>
    WriteSecurity = 0x0004_0000,

    /// <summary>Change the owner (<c>WRITE_OWNER</c>).</summary>
    WriteOwner = 0x0008_0000,

    /// <summary>Everything above.</summary>
    All = 0x000F_07FF,
}
