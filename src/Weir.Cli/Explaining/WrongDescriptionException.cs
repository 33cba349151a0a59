using Weir.Policy;

namespace Weir.Cli.Explaining;

/// <summary>The traffic on the command line is not understood.</summary>
/// <param name="wrong">What is wrong, with the place.</param>
internal sealed class WrongDescriptionException(PolicyException wrong) : Exception(wrong.Message, wrong);
