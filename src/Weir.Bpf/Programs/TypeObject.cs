using Weir.Bpf.Interop;

namespace Weir.Bpf;

/// <summary>Type information (BTF) loaded into the kernel for a program or a map.</summary>
internal static class TypeObject
{
    private const int LogSize = 64 * 1024;

    /// <summary>Loads a BTF blob.</summary>
    /// <param name="types">The blob.</param>
    /// <param name="owner">Name of the program or map it describes, for the message.</param>
    /// <exception cref="BpfException">The kernel finds the blob invalid; the message has its log.</exception>
    internal static unsafe BpfHandle Load(ReadOnlySpan<byte> types, string owner)
    {
        fixed (byte* typesPointer = types)
        {
            bpf_attr.btf_load attributes = new() { btf = (ulong)typesPointer, btf_size = (uint)types.Length };
            int result = BpfCall.Invoke(bpf_cmd.BPF_BTF_LOAD, ref attributes);
            if (result >= 0)
                return new BpfHandle(result);
            throw BpfException.FromErrno(
                -result, $"load the type information of {owner}", $"the kernel finds it invalid: {Explain(attributes)}");
        }
    }

    private static unsafe string Explain(bpf_attr.btf_load attributes)
    {
        byte[] log = new byte[LogSize];
        fixed (byte* logPointer = log)
        {
            attributes.btf_log_buf = (ulong)logPointer;
            attributes.btf_log_size = LogSize;
            attributes.btf_log_level = 1;
            int result = BpfCall.Invoke(bpf_cmd.BPF_BTF_LOAD, ref attributes);
            if (result >= 0)
                LibC.close(result);
        }

        // The first lines repeat the header; the reason is in the last one.
        string text = BpfCall.ReadName(log).TrimEnd();
        return text[(text.LastIndexOf('\n') + 1)..];
    }
}
