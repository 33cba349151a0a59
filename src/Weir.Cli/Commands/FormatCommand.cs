using System.CommandLine;
using Weir.Policy;

namespace Weir.Cli.Commands;

/// <summary><c>weir format POLICY</c>: writes a policy file in its canonical form.</summary>
internal static class FormatCommand
{
    public static Command Create()
    {
        var policy = new Argument<string>("POLICY") { Description = "The policy file; - reads standard input." };
        var command = new Command("format", "Write a policy file in its canonical form, without comments, to standard output.") { policy };
        command.SetAction(result => Run(result.GetRequiredValue(policy)));
        return command;
    }

    private static int Run(string path)
    {
        var document = path == "-" ? PolicyDocument.Parse(Console.In.ReadToEnd(), "<stdin>") : PolicyDocument.Load(path);
        foreach (var warning in document.Warnings)
            Console.Error.WriteLine(warning);
        Console.Write(PolicyWriter.Write(document));
        return ExitCodes.Ok;
    }
}
