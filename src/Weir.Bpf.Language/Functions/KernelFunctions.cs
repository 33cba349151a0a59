namespace Weir.Bpf.Language;

/// <summary>Kernel functions (kfuncs) by the kernel's names without the prefix <c>bpf_</c>. Each is looked up in the running kernel when a program is compiled.</summary>
public static unsafe class KernelFunctions
{
    /// <summary>Makes a view of a packet (Linux 6.4). The packet starts at the network header in netfilter programs.</summary>
    /// <param name="packet">The packet: <c>context->skb</c>.</param>
    /// <param name="flags">0.</param>
    /// <param name="view">A local that is not initialised otherwise.</param>
    /// <returns>0, or a negative errno.</returns>
    [KernelFunction("bpf_dynptr_from_skb")]
    public static int DynptrFromSkb(sk_buff* packet, ulong flags, Dynptr* view)
    {
        *view = new Dynptr { Memory = packet->data, Length = packet->len };
        return 0;
    }

    /// <summary>Makes a view of a packet (Linux 6.4).</summary>
    /// <param name="context">The program's context.</param>
    /// <param name="flags">0.</param>
    /// <param name="view">A local that is not initialised otherwise.</param>
    /// <returns>0, or a negative errno.</returns>
    [KernelFunction("bpf_dynptr_from_skb")]
    public static int DynptrFromSkb(TrafficControlContext* context, ulong flags, Dynptr* view)
    {
        *view = new Dynptr { Memory = context->Data, Length = (ulong)(context->DataEnd - context->Data) };
        return 0;
    }

    /// <summary>A read-only pointer to bytes of a view (Linux 6.4): into the packet when they are contiguous, else into <paramref name="buffer"/>, where they were copied.</summary>
    /// <param name="view">The view.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="buffer">Room for the bytes.</param>
    /// <param name="byteCount">How many: a constant.</param>
    /// <returns>The bytes, or null when the view is shorter.</returns>
    [KernelFunction("bpf_dynptr_slice")]
    public static void* DynptrSlice(Dynptr* view, uint offset, void* buffer, uint byteCount) =>
        (ulong)offset + byteCount <= view->Length ? view->Memory + offset : null;

    /// <summary>The packet behind a context (Linux 6.2); the kernel makes no call of it. On the CLR <see cref="TrafficControlContext.Buffer"/>.</summary>
    /// <param name="context">The program's context.</param>
    [KernelFunction("bpf_cast_to_kern_ctx")]
    public static sk_buff* CastToKernelContext(TrafficControlContext* context) => context->Buffer;

    /// <summary>Length of a view in bytes (Linux 6.5).</summary>
    /// <param name="view">The view.</param>
    [KernelFunction("bpf_dynptr_size")]
    public static uint DynptrSize(Dynptr* view) => (uint)view->Length;
}
