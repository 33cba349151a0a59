namespace Weir.Engine.Tests;

/// <summary>What a scripted callout is to answer; a filter carries it as its context.</summary>
public enum Answer : ulong
{
    /// <summary>Leaves everything as it was.</summary>
    None,
    Continue,
    Permit,
    PermitHard,
    Block,
    BlockHard,
    BlockAbsorb,

    /// <summary>Clears the right and gives no action.</summary>
    OnlyClear,

    /// <summary>Permits, absorbs, and sets the right, which it may not have.</summary>
    PermitAbsorbWithRight,

    /// <summary>An action that there is not.</summary>
    Nonsense,

    /// <summary>Answers, and then divides by zero.</summary>
    Fault,
}
