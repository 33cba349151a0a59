using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Weir.Bpf.Language;
using Weir.Engine;

namespace Weir.Cli.Running;

/// <summary>The SSH connection that the operator sits at, which a policy should not cut.</summary>
internal sealed record OperatorConnection(IPAddress Local, ushort LocalPort, IPAddress Remote, ushort RemotePort)
{
    /// <summary>Reads SSH_CONNECTION, which sshd sets (sshd(8)): client address and port, then server address and port.</summary>
    public static OperatorConnection? FromEnvironment()
    {
        string[] parts = (Environment.GetEnvironmentVariable("SSH_CONNECTION") ?? "").Split(' ');
        return parts.Length == 4
            && IPAddress.TryParse(parts[0], out IPAddress? remote)
            && ushort.TryParse(parts[1], CultureInfo.InvariantCulture, out ushort remotePort)
            && IPAddress.TryParse(parts[2], out IPAddress? local)
            && ushort.TryParse(parts[3], CultureInfo.InvariantCulture, out ushort localPort)
            && local.AddressFamily == remote.AddressFamily
                ? new OperatorConnection(local, localPort, remote, remotePort)
                : null;
    }

    /// <summary>
    /// The filter that would drop packets of the connection, on whichever interface, or whose callout could; null when the connection is safe.
    /// </summary>
    public InstalledFilter? FindBlock(PolicySnapshot policy, IEnumerable<uint> interfaceIndexes)
    {
        bool isV6 = Local.AddressFamily == AddressFamily.InterNetworkV6;
        (LayerId Layer, Direction Direction)[] ways =
        [
            (isV6 ? LayerId.InboundTransportV6 : LayerId.InboundTransportV4, Direction.Inbound),
            (isV6 ? LayerId.OutboundTransportV6 : LayerId.OutboundTransportV4, Direction.Outbound),
        ];
        foreach (uint index in interfaceIndexes)
        {
            foreach ((LayerId layer, Direction direction) in ways)
            {
                ClassifyResult result = ReferenceEvaluator.Classify(policy, layer, new FieldValues(layer)
                {
                    [Fields.IpProtocol] = FilterValue.UInt8((byte)ProtocolType.Tcp),
                    [Fields.IpLocalAddress] = FilterValue.Address(Local),
                    [Fields.IpRemoteAddress] = FilterValue.Address(Remote),
                    [Fields.IpLocalPort] = FilterValue.UInt16(LocalPort),
                    [Fields.IpRemotePort] = FilterValue.UInt16(RemotePort),
                    [Fields.InterfaceIndex] = FilterValue.UInt32(index),
                    [Fields.Direction] = FilterValue.UInt32((uint)direction),
                }, new WorstAnswers());
                if (result.Verdict == Verdict.Block)
                {
                    return policy.FindFilter(result.FilterId);
                }
            }
        }

        return null;
    }

    /// <summary>Every callout that has a say blocks for good: nobody knows beforehand what its code answers.</summary>
    private sealed class WorstAnswers : ICalloutInvoker
    {
        public bool TryInvoke(InstalledFilter filter, ref ClassifyOut classifyOut)
        {
            classifyOut.BlockHard();
            return true;
        }
    }
}
