namespace Weir.Policy;

/// <summary>The normal form of an expression has more terms than anybody wants to install.</summary>
internal sealed class TooManyTermsException : Exception;
