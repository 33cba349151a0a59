using System.Runtime.InteropServices;

namespace Weir.Bpf.Language;

public static unsafe partial class Helpers
{
    /// <summary>Copies bytes of a packet, also from its fragments (<c>bpf_skb_load_bytes</c>).</summary>
    /// <param name="context">The context.</param>
    /// <param name="offset">First byte, from the start of the packet.</param>
    /// <param name="destination">Where they go.</param>
    /// <param name="byteCount">How many.</param>
    /// <returns>0, or -14 when the packet is shorter.</returns>
    [Helper(26)]
    public static long SkbLoadBytes(TrafficControlContext* context, uint offset, void* destination, uint byteCount)
    {
        if ((ulong)offset + byteCount > (ulong)(context->DataEnd - context->Data))
        {
            NativeMemory.Clear(destination, byteCount);
            return -14;
        }

        NativeMemory.Copy(context->Data + offset, destination, byteCount);
        return 0;
    }

    /// <summary>Copies bytes out of a view (<c>bpf_dynptr_read</c>).</summary>
    /// <param name="destination">Where they go.</param>
    /// <param name="byteCount">How many.</param>
    /// <param name="view">The view.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="flags">0.</param>
    /// <returns>0, or a negative errno when the view is shorter; the destination is then undefined.</returns>
    [Helper(201)]
    public static long DynptrRead(void* destination, uint byteCount, Dynptr* view, uint offset, ulong flags)
    {
        const long tooShort = -7;
        if ((ulong)offset + byteCount > view->Length)
            return tooShort;
        NativeMemory.Copy(view->Memory + offset, destination, byteCount);
        return 0;
    }

    /// <summary>Writes bytes into a packet (<c>bpf_skb_store_bytes</c>).</summary>
    /// <param name="context">The context.</param>
    /// <param name="offset">First byte, from the start of the packet.</param>
    /// <param name="source">The bytes.</param>
    /// <param name="byteCount">How many.</param>
    /// <param name="flags">1 (<c>BPF_F_RECOMPUTE_CSUM</c>) keeps <c>skb->csum</c> right, 2 (<c>BPF_F_INVALIDATE_HASH</c>) clears the flow hash.</param>
    /// <returns>0, or -14 when the packet is shorter.</returns>
    [Helper(9, ChangesPacket = true)]
    public static long SkbStoreBytes(TrafficControlContext* context, uint offset, void* source, uint byteCount, ulong flags)
    {
        if ((ulong)offset + byteCount > (ulong)(context->DataEnd - context->Data))
            return -14;
        NativeMemory.Copy(source, context->Data + offset, byteCount);
        return 0;
    }

    /// <summary>Makes bytes of a packet directly accessible (<c>bpf_skb_pull_data</c>). On the CLR every byte already is.</summary>
    /// <param name="context">The context.</param>
    /// <param name="byteCount">How many; 0 for the whole packet.</param>
    /// <returns>0, or a negative errno.</returns>
    [Helper(39, ChangesPacket = true)]
    public static long SkbPullData(TrafficControlContext* context, uint byteCount) =>
        byteCount <= (ulong)(context->DataEnd - context->Data) ? 0 : -12;

    /// <summary>Sends the packet to another device (<c>bpf_redirect</c>); its result is the program's verdict. On the CLR 7 (<c>TC_ACT_REDIRECT</c>).</summary>
    /// <param name="interfaceIndex">Index of the device.</param>
    /// <param name="flags">0 for its egress, 1 (<c>BPF_F_INGRESS</c>) for its ingress.</param>
    [Helper(23)]
    public static long Redirect(uint interfaceIndex, ulong flags) => 7;

    /// <summary>Cookie of a packet's socket, or 0 (<c>bpf_get_socket_cookie</c>). On the CLR 0.</summary>
    /// <param name="context">A packet, socket, socket address or socket operations context.</param>
    [Helper(46)]
    public static ulong GetSocketCookie(void* context) => 0;

    /// <summary>The full socket behind a socket of a packet, or null (<c>bpf_sk_fullsock</c>). On the CLR the same.</summary>
    /// <param name="socket">The socket, not null.</param>
    [Helper(95)]
    public static SocketContext* SkFullSocket(SocketContext* socket) => socket;

    /// <summary>Id of the cgroup of a packet's socket (<c>bpf_skb_cgroup_id</c>). On the CLR 1, the root.</summary>
    /// <param name="context">The context.</param>
    [Helper(79)]
    public static ulong SkbCgroupId(TrafficControlContext* context) => 1;

    /// <summary>Chooses the socket that receives a packet or a new flow (<c>bpf_sk_assign</c>). On the CLR nothing happens.</summary>
    /// <param name="context">The context.</param>
    /// <param name="socket">The socket.</param>
    /// <param name="flags">0, or flags of the program type.</param>
    /// <returns>0, or a negative errno.</returns>
    [Helper(124)]
    public static long SkAssign(void* context, SocketContext* socket, ulong flags) => 0;

    /// <summary>The error that the system call will return when a cgroup program refuses it (<c>bpf_set_retval</c>). On the CLR nothing happens.</summary>
    /// <param name="error">A negative errno.</param>
    [Helper(187)]
    public static int SetReturnValue(int error) => 0;
}
