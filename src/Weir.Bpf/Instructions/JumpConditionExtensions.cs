namespace Weir.Bpf;

/// <summary>Algebra of jump conditions.</summary>
public static class JumpConditionExtensions
{
    /// <summary>Gives the condition that holds exactly when <paramref name="condition"/> does not.</summary>
    /// <param name="condition">Any condition.</param>
    /// <param name="inverse">The opposite condition, when there is one.</param>
    /// <returns>False for <see cref="JumpCondition.AnyBitSet"/>, which has no opposite.</returns>
    public static bool TryInvert(this JumpCondition condition, out JumpCondition inverse)
    {
        (bool exists, inverse) = condition switch
        {
            JumpCondition.Equal => (true, JumpCondition.NotEqual),
            JumpCondition.NotEqual => (true, JumpCondition.Equal),
            JumpCondition.GreaterThan => (true, JumpCondition.LessThanOrEqual),
            JumpCondition.LessThanOrEqual => (true, JumpCondition.GreaterThan),
            JumpCondition.GreaterThanOrEqual => (true, JumpCondition.LessThan),
            JumpCondition.LessThan => (true, JumpCondition.GreaterThanOrEqual),
            JumpCondition.SignedGreaterThan => (true, JumpCondition.SignedLessThanOrEqual),
            JumpCondition.SignedLessThanOrEqual => (true, JumpCondition.SignedGreaterThan),
            JumpCondition.SignedGreaterThanOrEqual => (true, JumpCondition.SignedLessThan),
            JumpCondition.SignedLessThan => (true, JumpCondition.SignedGreaterThanOrEqual),
            _ => (false, condition),
        };
        return exists;
    }
}
