using System.Collections.Immutable;
using System.Text;
using Weir.Bpf.Interop;

namespace Weir.Bpf;

public sealed partial class BpfProgram
{
    private const int FirstLogSize = 1024 * 1024;

    /// <summary>Loads a program: fills in its maps, has it verified and compiled.</summary>
    /// <param name="spec">The program.</param>
    /// <param name="maps">The maps that the program refers to, by the names in <see cref="ProgramSpec.MapReferences"/>.</param>
    /// <param name="options">How to load; null for the defaults.</param>
    /// <exception cref="ArgumentException">A map that the program refers to is not given.</exception>
    /// <exception cref="VerifierException">The verifier refuses the program.</exception>
    /// <exception cref="BpfPermissionException">The process lacks the capabilities.</exception>
    /// <exception cref="KernelFeatureMissingException">The kernel does not know the type of program or attach point.</exception>
    /// <exception cref="BpfException">The kernel refuses for another reason.</exception>
    public static BpfProgram Load(
        ProgramSpec spec, IReadOnlyDictionary<string, BpfMap> maps, ProgramLoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(maps);
        options ??= new ProgramLoadOptions();

        List<BpfHandle.Use> mapUses = [];
        try
        {
            Instruction[] instructions = FillInMaps(spec, maps, mapUses);
            using BpfHandle? types = spec.Debug is null ? null : TypeObject.Load(spec.Debug.Types.AsSpan(), spec.Name);
            return Load(spec, instructions, types, options);
        }
        finally
        {
            foreach (BpfHandle.Use use in mapUses)
                use.Dispose();
        }
    }

    /// <summary>Loads a program that refers to no maps.</summary>
    /// <inheritdoc cref="Load(ProgramSpec, IReadOnlyDictionary{string, BpfMap}, ProgramLoadOptions?)"/>
    public static BpfProgram Load(ProgramSpec spec, ProgramLoadOptions? options = null) =>
        Load(spec, ImmutableDictionary<string, BpfMap>.Empty, options);

    private static Instruction[] FillInMaps(
        ProgramSpec spec, IReadOnlyDictionary<string, BpfMap> maps, List<BpfHandle.Use> uses)
    {
        Instruction[] instructions = [.. spec.Instructions];
        foreach (MapReference reference in spec.MapReferences)
        {
            if (!maps.TryGetValue(reference.Map, out BpfMap? map))
            {
                throw new ArgumentException(
                    $"Program {spec.Name} refers to map {reference.Map}, which is not among the maps given to load it.", nameof(maps));
            }

            BpfHandle.Use use = map.Handle.Borrow();
            uses.Add(use);
            int descriptor = (int)use.Descriptor;
            Register destination = instructions[reference.InstructionIndex].Destination;
            (instructions[reference.InstructionIndex], instructions[reference.InstructionIndex + 1]) =
                reference.ValueOffset is int offset
                    ? Instruction.LoadMapValue(destination, descriptor, offset)
                    : Instruction.LoadMap(destination, descriptor);
        }

        return instructions;
    }

    private static unsafe BpfProgram Load(
        ProgramSpec spec, Instruction[] instructions, BpfHandle? types, ProgramLoadOptions options)
    {
        ReadOnlySpan<FunctionInfo> functions = spec.Debug is null ? [] : spec.Debug.Functions.AsSpan();
        ReadOnlySpan<LineInfo> lines = spec.Debug is null ? [] : spec.Debug.Lines.AsSpan();
        byte[] license = Encoding.ASCII.GetBytes(spec.License + '\0');
        using BpfHandle.Use typesUse = types is null ? default : types.Borrow();
        fixed (Instruction* instructionsPointer = instructions)
        fixed (byte* licensePointer = license)
        fixed (FunctionInfo* functionsPointer = functions)
        fixed (LineInfo* linesPointer = lines)
        {
            bpf_attr.prog_load attributes = new()
            {
                prog_type = (uint)spec.Type,
                insn_cnt = (uint)instructions.Length,
                insns = (ulong)instructionsPointer,
                license = (ulong)licensePointer,
                expected_attach_type = (uint)(spec.ExpectedAttachType ?? 0),
                attach_btf_id = (uint)spec.AttachTypeId,
            };
            BpfCall.WriteName(spec.Name, new Span<byte>(attributes.prog_name, Constants.BPF_OBJ_NAME_LEN));
            if (types is not null)
            {
                attributes.prog_btf_fd = typesUse.Descriptor;
                attributes.func_info_rec_size = (uint)sizeof(FunctionInfo);
                attributes.func_info = (ulong)functionsPointer;
                attributes.func_info_cnt = (uint)functions.Length;
                attributes.line_info_rec_size = (uint)sizeof(LineInfo);
                attributes.line_info = (ulong)linesPointer;
                attributes.line_info_cnt = (uint)lines.Length;
            }

            int result = 0;
            string log = "";
            if (!options.LogSuccess)
                result = BpfCall.Invoke(bpf_cmd.BPF_PROG_LOAD, ref attributes);
            if (result < 0 || options.LogSuccess)
                result = LoadWithLog(ref attributes, options, out log);
            return result >= 0
                ? new BpfProgram(new BpfHandle(result), spec.Name, spec.Type, spec.ExpectedAttachType) { LoadLog = log }
                : throw DescribeRefusal(spec, -result, log);
        }
    }

    private static unsafe int LoadWithLog(ref bpf_attr.prog_load attributes, ProgramLoadOptions options, out string log)
    {
        for (int size = Math.Min(FirstLogSize, options.MaximumLogSize); ;)
        {
            byte[] buffer = GC.AllocateUninitializedArray<byte>(size);
            buffer[0] = 0;
            int result;
            fixed (byte* bufferPointer = buffer)
            {
                attributes.log_level = (uint)options.LogLevel;
                attributes.log_size = (uint)size;
                attributes.log_buf = (ulong)bufferPointer;
                result = BpfCall.Invoke(bpf_cmd.BPF_PROG_LOAD, ref attributes);
            }

            if (result == -LibC.ENOSPC && size < options.MaximumLogSize)
            {
                // The kernel tells the size it needs since Linux 6.4.
                size = Math.Min((int)Math.Max(attributes.log_true_size, (uint)size * 4), options.MaximumLogSize);
                continue;
            }

            log = BpfCall.ReadName(buffer);
            return result;
        }
    }

    private static Exception DescribeRefusal(ProgramSpec spec, int errno, string log)
    {
        if (!string.IsNullOrWhiteSpace(log))
            return new VerifierException(spec.Name, VerifierLog.Summarize(log, spec), log, errno);

        string operation = $"load {spec.Type} program {spec.Name}";
        return errno switch
        {
            LibC.E2BIG => BpfException.FromErrno(
                errno, operation, $"{spec.Instructions.Length} instructions are more than the kernel allows this process"),
            LibC.EINVAL => KernelFeatures.Current.FindMissing(spec)
                ?? (Exception)BpfException.FromErrno(
                    errno, operation, "the kernel does not allow this type of program with this expected attach type"),
            _ => BpfException.FromErrno(errno, operation),
        };
    }
}
