using System.CommandLine;
using Weir.Cli.Demo;

namespace Weir.Cli.Commands;

/// <summary><c>weir demo</c>: blocks 168.63.129.16 on real packets, by a filter and by a callout, between namespaces of its own.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var command = new Command("demo", "Block 168.63.129.16 on real packets, in network namespaces that the demo makes and removes.");
        command.SetAction(_ => new Demonstration(Console.Out).Run() ? ExitCodes.Ok : ExitCodes.Failed);
        return command;
    }
}
