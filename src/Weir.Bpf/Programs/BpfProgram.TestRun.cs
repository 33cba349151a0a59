using Weir.Bpf.Interop;

namespace Weir.Bpf;

public sealed partial class BpfProgram
{
    /// <summary>Runs the program on given data, without attaching it. Does not allocate.</summary>
    /// <param name="data">
    /// The packet. Most types want an Ethernet header first. A netfilter program's wants it too, with the right protocol,
    /// except at the hook LOCAL_OUT where the packet starts with its IP header.
    /// </param>
    /// <param name="dataAfter">Receives the packet as the program leaves it; empty when it is of no interest.</param>
    /// <param name="context">
    /// The context to start with, in the layout of the type's context: <c>struct __sk_buff</c>, <c>struct xdp_md</c>,
    /// <c>struct bpf_sk_lookup</c>, for netfilter <c>struct nf_hook_state</c> with only hook and pf set. Empty for the kernel's default.
    /// </param>
    /// <param name="contextAfter">Receives the context as the program leaves it; empty when it is of no interest.</param>
    /// <param name="repeat">How often to run; the result's time is the average.</param>
    /// <exception cref="BpfException">The kernel refuses the data, or cannot test this type of program, or a span is too short for what comes back.</exception>
    /// <remarks>See <see href="https://docs.kernel.org/bpf/bpf_prog_run.html"/>.</remarks>
    public unsafe TestRunResult TestRun(
        ReadOnlySpan<byte> data = default,
        Span<byte> dataAfter = default,
        ReadOnlySpan<byte> context = default,
        Span<byte> contextAfter = default,
        int repeat = 1)
    {
        using BpfHandle.Use use = Handle.Borrow();
        fixed (byte* dataPointer = data, dataAfterPointer = dataAfter, contextPointer = context, contextAfterPointer = contextAfter)
        {
            bpf_attr.test attributes = new()
            {
                prog_fd = use.Descriptor,
                data_size_in = (uint)data.Length,
                data_size_out = (uint)dataAfter.Length,
                data_in = (ulong)dataPointer,
                data_out = (ulong)dataAfterPointer,
                repeat = (uint)repeat,
                ctx_size_in = (uint)context.Length,
                ctx_size_out = (uint)contextAfter.Length,
                ctx_in = (ulong)contextPointer,
                ctx_out = (ulong)contextAfterPointer,
            };
            int result = BpfCall.Invoke(bpf_cmd.BPF_PROG_TEST_RUN, ref attributes);
            return result >= 0
                ? new TestRunResult(
                    attributes.retval, attributes.duration, (int)attributes.data_size_out, (int)attributes.ctx_size_out)
                : throw DescribeTestRefusal(-result, data.Length, attributes);
        }
    }

    private BpfException DescribeTestRefusal(int errno, int dataLength, in bpf_attr.test attributes)
    {
        string operation = $"test {this}";
        return errno switch
        {
            LibC.ENOSPC => BpfException.FromErrno(
                errno, operation, $"the data after the run is {attributes.data_size_out} bytes and the span for it is shorter"),
            LibC.EINVAL => BpfException.FromErrno(
                errno, operation, $"the kernel does not take {dataLength} bytes of data with this context for this type of program"),
            _ => BpfException.FromErrno(errno, operation),
        };
    }
}
