namespace Weir.Engine;

/// <summary>The time in which those who read a policy image when it began come to their end.</summary>
internal interface IGracePeriod
{
    /// <summary>True when none of them reads any more. Stays true.</summary>
    bool IsOver { get; }
}
