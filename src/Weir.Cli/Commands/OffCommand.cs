using System.CommandLine;
using Weir.Linux;

namespace Weir.Cli.Commands;

/// <summary><c>weir off DIRECTORY</c>: takes away what <c>weir run --pin</c> has left in the kernel.</summary>
internal static class OffCommand
{
    public static Command Create()
    {
        var directory = new Argument<string>("DIRECTORY") { Description = "The directory that 'weir run --pin' was given." };
        var command = new Command("off", "Take away an enforcement that was pinned.") { directory };
        command.SetAction(result =>
        {
            PinnedEnforcement.Remove(result.GetRequiredValue(directory));
            Console.WriteLine("off");
            return ExitCodes.Ok;
        });
        return command;
    }
}
