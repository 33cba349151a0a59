namespace Weir.Cli.Doctor;

/// <summary>A program of Weir's that is in the kernel now.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Id">The kernel's number for it.</param>
/// <param name="Attached">The links that hold it at its hooks; none for a program that is only tail-called or left over.</param>
internal sealed record LoadedProgram(string Name, uint Id, IReadOnlyList<string> Attached);
