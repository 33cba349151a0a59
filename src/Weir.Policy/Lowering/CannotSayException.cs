namespace Weir.Policy;

/// <summary>An expression means something that the conditions of WFP filters cannot say.</summary>
internal sealed class CannotSayException(string message, string advice) : Exception(message)
{
    public string Advice { get; } = advice;
}
