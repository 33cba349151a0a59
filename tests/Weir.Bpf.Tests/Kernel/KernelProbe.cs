using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Weir.Bpf.Language;

namespace Weir.Bpf.Tests;

/// <summary>Asks the kernel about programs and types by raw system calls, so that no other code of Weir is trusted.</summary>
internal static unsafe partial class KernelProbe
{
    private const int SystemCallNumber = 321;
    private const int MapCreate = 0;
    private const int ProgramLoad = 5;
    private const int BtfLoad = 18;
    private const int LargeLog = 1 << 20;

    /// <summary>Loads a program, closes it again, and gives the verifier's log of level 2 and whether it was accepted.</summary>
    /// <remarks>Of a log that does not fit into the given size, the kernel keeps the end.</remarks>
    public static (bool Accepted, string Log) Load(ProgramSpec spec, int logSize = LargeLog)
    {
        using SafeFileHandle types = spec.Debug is null ? new SafeFileHandle() : LoadTypes(spec.Debug.Types.AsSpan()).Types;
        return Load(spec, types, logSize);
    }

    /// <summary>Loads types and closes them again.</summary>
    /// <returns>The kernel's complaint, empty when it accepts them.</returns>
    public static string RefusalOfTypes(ReadOnlySpan<byte> blob)
    {
        (SafeFileHandle types, string log) = LoadTypes(blob);
        using (types)
            return types.IsInvalid ? log : "";
    }

    /// <summary>Makes an array map with one 64-byte value.</summary>
    public static SafeFileHandle CreateArrayMap()
    {
        Span<byte> attributes = stackalloc byte[128];
        attributes.Clear();
        Write(attributes, 0, (uint)MapType.Array);
        Write(attributes, 4, 4);
        Write(attributes, 8, 64);
        Write(attributes, 12, 1);
        SafeFileHandle map = Call(MapCreate, attributes);
        Assert.False(map.IsInvalid, "cannot create a map: these tests need root");
        return map;
    }

    private static (bool Accepted, string Log) Load(ProgramSpec spec, SafeFileHandle types, int logSize)
    {
        byte[] log = new byte[logSize];
        byte[] license = Encoding.ASCII.GetBytes(spec.License + '\0');
        Span<byte> attributes = stackalloc byte[128];
        attributes.Clear();
        fixed (Instruction* instructions = spec.Instructions.AsSpan())
        fixed (FunctionInfo* functions = spec.Debug is null ? [] : spec.Debug.Functions.AsSpan())
        fixed (LineInfo* lines = spec.Debug is null ? [] : spec.Debug.Lines.AsSpan())
        fixed (byte* licensePointer = license)
        fixed (byte* logPointer = log)
        {
            Write(attributes, 0, (uint)spec.Type);
            Write(attributes, 4, (uint)spec.Instructions.Length);
            Write(attributes, 8, instructions);
            Write(attributes, 16, licensePointer);
            Write(attributes, 24, 2);
            Write(attributes, 28, (uint)logSize);
            Write(attributes, 32, logPointer);
            Write(attributes, 68, (uint)(spec.ExpectedAttachType ?? 0));
            if (spec.Debug is { } debug)
            {
                Write(attributes, 72, (uint)types.DangerousGetHandle());
                Write(attributes, 76, (uint)sizeof(FunctionInfo));
                Write(attributes, 80, functions);
                Write(attributes, 88, (uint)debug.Functions.Length);
                Write(attributes, 92, (uint)sizeof(LineInfo));
                Write(attributes, 96, lines);
                Write(attributes, 104, (uint)debug.Lines.Length);
            }

            using SafeFileHandle program = Call(ProgramLoad, attributes);
            return (!program.IsInvalid, Text(log));
        }
    }

    private static (SafeFileHandle Types, string Log) LoadTypes(ReadOnlySpan<byte> blob)
    {
        byte[] log = new byte[LargeLog];
        Span<byte> attributes = stackalloc byte[128];
        attributes.Clear();
        fixed (byte* blobPointer = blob)
        fixed (byte* logPointer = log)
        {
            Write(attributes, 0, blobPointer);
            Write(attributes, 8, logPointer);
            Write(attributes, 16, (uint)blob.Length);
            Write(attributes, 20, LargeLog);
            Write(attributes, 24, 1);
            return (Call(BtfLoad, attributes), Text(log));
        }
    }

    private static string Text(byte[] log) => Encoding.UTF8.GetString(log, 0, Array.IndexOf(log, (byte)0));

    private static void Write(Span<byte> attributes, int offset, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(attributes[offset..], value);

    private static void Write(Span<byte> attributes, int offset, void* pointer) =>
        BinaryPrimitives.WriteUInt64LittleEndian(attributes[offset..], (ulong)pointer);

    private static SafeFileHandle Call(int command, Span<byte> attributes)
    {
        fixed (byte* pointer = attributes)
            return new SafeFileHandle((nint)SystemCall(SystemCallNumber, command, pointer, (uint)attributes.Length), ownsHandle: true);
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial long SystemCall(long number, long command, byte* attributes, ulong size);
}
