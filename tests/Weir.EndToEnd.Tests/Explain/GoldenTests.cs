using System.Runtime.CompilerServices;

namespace Weir.EndToEnd.Tests.Explain;

/// <summary>
/// Policies with something to explain, and what <c>weir explain</c> says, as files to read: the worked examples of the filter model among them.
/// A policy <c>Golden/NAME.yaml</c> begins with the command's arguments, one a line; the answer is in <c>NAME.expected</c>.
/// WEIR_UPDATE_GOLDEN=1 rewrites what is expected.
/// </summary>
public sealed class GoldenTests
{
    private const string Argument = "#: ";
    private const int Widest = 100;

    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(Folder(), "*.yaml").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void TheExplanationReadsLikeThis(string name)
    {
        string policy = Path.Combine(Folder(), $"{name}.yaml");
        List<string> arguments = ["explain", "--policy", policy];
        foreach (string line in File.ReadLines(policy).TakeWhile(line => line.StartsWith(Argument, StringComparison.Ordinal)))
        {
            string argument = line[Argument.Length..];
            arguments.AddRange(argument == "--callouts" ? ["--callout", typeof(AnswersAsTold).Assembly.Location] : [argument]);
        }

        BuiltCommand result = BuiltCommand.Run([.. arguments]);

        string answer = result.ExitCode == 0 && result.Errors.Length == 0
            ? result.Output
            : $"{result.Output}{result.Errors}exit code {result.ExitCode}\n";
        Assert.All(result.Output.Split('\n'), line => Assert.InRange(line.Length, 0, Widest));
        string expected = Path.Combine(Folder(), $"{name}.expected");
        if (Environment.GetEnvironmentVariable("WEIR_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(expected, answer);
        }

        Assert.Equal(File.ReadAllText(expected), answer);
    }

    private static string Folder([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "Golden");
}
