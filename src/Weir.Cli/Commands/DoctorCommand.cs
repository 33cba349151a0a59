using System.CommandLine;
using Weir.Cli.Doctor;

namespace Weir.Cli.Commands;

/// <summary><c>weir doctor</c>: says whether this machine can enforce policies, what it lacks, and what of Weir is in its kernel.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Write the answer as JSON." };
        var command = new Command("doctor", "Say whether this machine can enforce policies, and what of Weir is in its kernel.") { json };
        command.SetAction(result => Run(result.GetValue(json)));
        return command;
    }

    private static int Run(bool json)
    {
        var examination = Examination.OfThisMachine();
        if (json)
            WriteJson(examination);
        else
            WriteTables(examination);

        if (examination.FirstProblem is not { } problem)
            return ExitCodes.Ok;
        Console.Error.WriteLine($"weir: {problem.Name}: {problem.Found}; {problem.Advice}");
        return problem.Outcome == Outcome.KernelCannot ? ExitCodes.KernelCannot : ExitCodes.NotPermitted;
    }

    private static void WriteTables(Examination examination)
    {
        var findings = new TextTable("what", "answer", "found", "advice");
        foreach (var finding in examination.Findings)
            findings.Add(finding.Name, Text(finding.Outcome), finding.Found, finding.Advice);
        findings.Write(Console.Out);

        Console.WriteLine();
        if (examination.Loaded is not { } loaded)
        {
            Console.WriteLine("what of Weir is in the kernel cannot be seen without CAP_SYS_ADMIN");
            return;
        }

        Console.WriteLine(loaded.Count == 0 ? "nothing of Weir is in the kernel" : "of Weir in the kernel:");
        if (loaded.Count == 0)
            return;
        var objects = new TextTable("program", "id", "attached");
        foreach (var program in loaded)
            objects.Add(program.Name, $"{program.Id}", program.Attached.Count == 0 ? "no" : string.Join(", ", program.Attached));
        objects.Write(Console.Out);
    }

    private static void WriteJson(Examination examination) => JsonOutput.Write(json =>
    {
        json.WriteBoolean("can_enforce", examination.FirstProblem is null);
        json.WriteStartArray("findings");
        foreach (var finding in examination.Findings)
        {
            json.WriteStartObject();
            json.WriteString("what", finding.Name);
            json.WriteString("answer", Text(finding.Outcome));
            json.WriteString("found", finding.Found);
            if (finding.Advice.Length > 0)
                json.WriteString("advice", finding.Advice);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (examination.Loaded is not { } loaded)
            return;
        json.WriteStartArray("programs");
        foreach (var program in loaded)
        {
            json.WriteStartObject();
            json.WriteString("name", program.Name);
            json.WriteNumber("id", program.Id);
            json.WriteStartArray("attached");
            foreach (var place in program.Attached)
                json.WriteStringValue(place);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static string Text(Outcome outcome) => outcome switch
    {
        Outcome.Good => "good",
        Outcome.Doubtful => "doubtful",
        Outcome.NotPermitted => "not permitted",
        _ => "missing",
    };
}
