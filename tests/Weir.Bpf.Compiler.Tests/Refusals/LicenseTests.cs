using System.Collections.Immutable;
using System.Reflection;
using Weir.Bpf.Compiler.Tests.Harness;
using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Tests.Refusals;

/// <summary>What the compiler says about licences is what the kernel says.</summary>
public sealed class LicenseTests
{
    private static readonly ImmutableArray<(ProgramType Type, AttachType? AttachType)> s_types =
    [
        (ProgramType.SchedulerClassifier, null),
        (ProgramType.CgroupSocketBuffer, null),
        (ProgramType.CgroupSocketAddress, AttachType.CgroupInet4Connect),
        (ProgramType.SocketLookup, AttachType.SocketLookup),
    ];

    public static TheoryData<string> HelperMethods =>
    [
        .. from method in typeof(Helpers).GetMethods(BindingFlags.Public | BindingFlags.Static)
           where method.GetCustomAttribute<HelperAttribute>() is not null
           select method.Name,
    ];

    [Theory]
    [MemberData(nameof(HelperMethods))]
    public void KernelKeepsTheSameHelpersForTheGpl(string name)
    {
        var helper = typeof(Helpers).GetMethod(name)!.GetCustomAttribute<HelperAttribute>()!;

        var answer = s_types.Select(type => AnswerTo(helper.Id, type.Type, type.AttachType)).FirstOrDefault(IsKnown);

        Assert.NotNull(answer);
        Assert.Equal(helper.GplOnly, answer.Contains("cannot call GPL-restricted function", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GPL")]
    [InlineData("GPL v2")]
    [InlineData("GPL and additional rights")]
    [InlineData("Dual BSD/GPL")]
    [InlineData("Dual MIT/GPL")]
    [InlineData("Dual MPL/GPL")]
    [InlineData("MIT")]
    [InlineData("GPL v3")]
    [InlineData("Proprietary")]
    [InlineData("")]
    public void KernelTakesTheSameLicencesForCompatible(string license)
    {
        const int probeReadKernel = 113;

        var answer = AnswerTo(probeReadKernel, ProgramType.SchedulerClassifier, null, license);

        Assert.Equal(KernelLicenseAttribute.IsCompatibleWithGpl(license), !answer.Contains("cannot call GPL-restricted function", StringComparison.Ordinal));
    }

    [Fact]
    public void LicenceOfTheClassIsThatOfItsPrograms() =>
        Assert.Equal("MIT", ProgramCompiler.Compile(KernelAssembly.Of(Optimization.Release).Find("Programs", "MitPrograms.Plain")).Program.License);

    [Fact]
    public void CodeWithoutLicenceHasTheOneThatTheOptionsSay()
    {
        var program = KernelAssembly.Of(Optimization.Release).Find("Programs", "LicensePrograms.CopiesKernelMemory");
        Assert.Equal("Dual MIT/GPL", ProgramCompiler.Compile(program).Program.License);

        var exception = Assert.Throws<KernelCodeNotSupportedException>(
            () => ProgramCompiler.Compile(program, new CompilerOptions { UndeclaredLicense = "Proprietary" }));

        Assert.Equal("WEIR1031", exception.Id);
    }

    private static bool IsKnown(string answer) =>
        !answer.Contains("unknown func", StringComparison.Ordinal) && !answer.Contains("program of this type cannot use helper", StringComparison.Ordinal);

    /// <summary>What the verifier says to a program that does nothing but call a helper, with nothing in the registers.</summary>
    private static string AnswerTo(int helper, ProgramType type, AttachType? attachType, string license = "Proprietary")
    {
        var spec = new ProgramSpec
        {
            Name = "license",
            Type = type,
            ExpectedAttachType = attachType,
            License = license,
            Instructions =
            [
                Instruction.CallHelper((HelperFunction)helper),
                Instruction.Move(Register.R0, 1),
                Instruction.Exit(),
            ],
        };
        try
        {
            BpfProgram.Load(spec).Dispose();
            return "";
        }
        catch (VerifierException exception)
        {
            return exception.Message;
        }
    }
}
