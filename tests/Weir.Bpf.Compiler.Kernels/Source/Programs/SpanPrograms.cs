using System.Buffers.Binary;
using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.Kernels.Programs;

/// <summary>Spans in programs without fault result: every bound is known when the program is compiled.</summary>
public static unsafe class SpanPrograms
{
    [Program(ProgramType.SchedulerClassifier)]
    public static int ConstantPlaces(TrafficControlContext* context)
    {
        Span<byte> bytes = stackalloc byte[12];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, context->len);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[4..], context->mark);
        return bytes[3] + bytes[^8] * 3 + (int)BinaryPrimitives.ReadUInt16BigEndian(bytes.Slice(2, 4));
    }
}
