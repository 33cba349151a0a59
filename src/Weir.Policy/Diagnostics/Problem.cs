namespace Weir.Policy;

/// <summary>What is wrong and how to mend it, before it is known where.</summary>
internal sealed record Problem(string Message, string? Advice);
