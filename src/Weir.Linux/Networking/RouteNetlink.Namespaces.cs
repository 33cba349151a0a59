using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weir.Linux.Networking.Interop;
using static Weir.Linux.Networking.Interop.Constants;

namespace Weir.Linux;

public sealed unsafe partial class RouteNetlink
{
    /// <summary>
    /// The number that this namespace has for another one: the kernel gives it when it first has to speak of the other, for an interface
    /// that leads there, say (<see cref="NetworkLink.OtherNamespaceId"/>).
    /// </summary>
    /// <param name="other">The other namespace.</param>
    /// <returns>The number, 0 or more; null when it has none yet.</returns>
    /// <exception cref="NetlinkException">The kernel refuses.</exception>
    public int? FindNamespaceId(NetworkNamespace other)
    {
        ArgumentNullException.ThrowIfNull(other);
        int? found = null;
        var request = new NetlinkRequest(RTM_GETNSID, NLM_F_ACK).Append(default(rtgenmsg)).Attribute(NETNSA_FD, (int)other.Handle.DangerousGetHandle());
        Exchange(request, "Asking for the number of a network namespace", message =>
        {
            if (message.Header.nlmsg_type == RTM_NEWNSID)
                found = MemoryMarshal.Read<int>(NetlinkReader.FindAttribute(message.Body[NetlinkReader.Align(Unsafe.SizeOf<rtgenmsg>())..], NETNSA_NSID));
        });
        return found == NETNSA_NSID_NOT_ASSIGNED ? null : found;
    }
}
