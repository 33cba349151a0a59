namespace Weir.Policy;

/// <summary>Why one object of a file cannot come in; the importer turns it into a note.</summary>
internal sealed class RefusedException(string reason) : Exception(reason);
