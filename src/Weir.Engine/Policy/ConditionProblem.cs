namespace Weir.Engine;

/// <summary>Why a condition is refused at a field.</summary>
/// <param name="Code">The code that <see cref="Session.AddFilter"/> refuses it with.</param>
/// <param name="Text">What is wrong and how to put it right: a sentence that follows a colon.</param>
public readonly record struct ConditionProblem(FwpError Code, string Text);
