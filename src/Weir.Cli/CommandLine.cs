using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Weir.Cli.Commands;

namespace Weir.Cli;

/// <summary>The <c>weir</c> command line: one verb per file in <c>Commands/</c>, one place for failures in <see cref="Failures"/>.</summary>
internal static class CommandLine
{
    private const string Name = "weir";

    /// <summary>Runs one command line.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static int Run(string[] arguments)
    {
        var result = CreateRoot().Parse(arguments);
        if (result.Action is ParseErrorAction)
            return ReportUsage(result);

        try
        {
            // Verbs that run until they are told to stop handle signals themselves.
            return result.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception exception)
        {
            return Failures.Report(exception, Console.Error);
        }
    }

    // A verb is added here and nowhere else. Not a RootCommand: help would call the program Weir.Cli.
    private static Command CreateRoot() => new(Name, "Filters network traffic with the Windows Filtering Platform's model, enforced by the Linux kernel.")
    {
        new HelpOption(),
        new VersionOption(),
        CheckCommand.Create(),
        DiffCommand.Create(),
        FormatCommand.Create(),
        DoctorCommand.Create(),
        RunCommand.Create(),
        OffCommand.Create(),
        StatusCommand.Create(),
        ReplayCommand.Create(),
        ExplainCommand.Create(),
        ImportCommand.Create(),
        CompileCommand.Create(),
        BenchCommand.Create(),
        DemoCommand.Create(),
    };

    private static int ReportUsage(ParseResult result)
    {
        var command = result.CommandResult.Command;
        var verbs = string.Join(", ", command.Subcommands.Select(subcommand => subcommand.Name));
        var message = result switch
        {
            { Tokens.Count: 0 } => $"name a verb: {verbs}",
            { UnmatchedTokens: [var verb, ..] } when command.Subcommands.Count > 0 && verb[0] != '-' => $"there is no verb '{verb}'; the verbs are: {verbs}",
            _ => result.Errors[0].Message,
        };
        Console.Error.WriteLine($"{Name}: {message}");
        Console.Error.WriteLine(command.Name == Name ? $"see: {Name} --help" : $"see: {Name} {command.Name} --help");
        return ExitCodes.Usage;
    }
}
