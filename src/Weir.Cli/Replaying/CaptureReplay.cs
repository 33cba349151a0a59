using System.Collections.Immutable;
using Weir.Captures;
using Weir.Cli.Assemblies;
using Weir.Engine;
using Weir.Linux;
using Weir.Policy;

namespace Weir.Cli.Replaying;

/// <summary>One run of <c>weir replay</c>: a capture's packets, each taken to its layers.</summary>
internal sealed class CaptureReplay(ReplayOptions options)
{
    private readonly HostAddresses _host = new(options.Local);
    private readonly ReplaySummary _summary = new();

    public int Run()
    {
        // Before anything is written: the first frame, or why there is none.
        using IEnumerator<CapturedFrame> frames = CaptureFile.Read(options.CapturePath).GetEnumerator();
        CaptureFormatException? damage = null;
        bool hasFrame = TryMove(frames, ref damage);
        PolicyDocument document = PolicyDocument.Load(options.PolicyPath);
        CaptureInterface captured = new(options.Interface);
        PolicyObjects objects = document.Lower(captured, new HostIdentities(ControlGroup.FindId));
        foreach (PolicyDiagnostic warning in objects.Warnings)
        {
            Console.Error.WriteLine(warning);
        }

        if (captured.Others.Count > 0)
        {
            Console.Error.WriteLine(
                $"weir: no packet of the capture comes through {string.Join(", ", captured.Others)}: say --interface NAME if that is where it was made");
        }

        using CalloutSet callouts = CalloutSet.Load(options.CalloutAssemblies);
        ImmutableArray<CalloutCode> code = callouts.Resolve(objects);
        callouts.WarnOfUnused(code, Console.Error);
        using ReplayEngine engine = ReplayEngine.Open(options.Engine);
        ImmutableArray<CalloutRegistration> registrations = [.. code.Select(one => Register(engine.Engine, one))];
        using Session session = engine.Engine.OpenSession(new SessionOptions { Name = "weir replay" });
        objects.Install(session);
        if (options.Engine == ReplayEngineKind.Kernel && session.Policy.Filters.Any(filter => filter.Spec.Limit is not null))
        {
            Console.Error.WriteLine(
                "weir: the kernel keeps limits by its own clock, as if the packets came as fast as they are read; the other engines go by the capture's times");
        }

        using ReplayReport report = options.Json ? new JsonReplayReport(options, session.Policy) : new TextReplayReport(session.Policy);
        report.Begin();
        for (; hasFrame; hasFrame = TryMove(frames, ref damage))
        {
            _summary.CountFrame();
            foreach (ReplayedPacket packet in Replay(frames.Current, engine))
            {
                _summary.Count(packet);
                report.Write(packet);
            }
        }

        report.End(_summary, _host.Guessed, registrations, damage);
        if (damage is null)
        {
            return ExitCodes.Ok;
        }

        Console.Error.WriteLine($"weir: {options.CapturePath} is damaged {damage.Message}");
        return ExitCodes.Failed;
    }

    private static CalloutRegistration Register(FilterEngine engine, CalloutCode code) =>
        UserCode.Call(code.Instance.GetType(), () => engine.RegisterCallout(code.Instance, code.Object.Spec.Key));

    /// <summary>Goes to the next frame; where the capture is damaged it ends.</summary>
    private static bool TryMove(IEnumerator<CapturedFrame> frames, ref CaptureFormatException? damage)
    {
        try
        {
            return frames.MoveNext();
        }
        catch (CaptureFormatException found)
        {
            damage = found;
            return false;
        }
    }

    private IEnumerable<ReplayedPacket> Replay(CapturedFrame frame, ReplayEngine engine)
    {
        if (!InternetPacket.TryFind(frame, out InternetPacket? packet, out string? instead))
        {
            _summary.Skip(instead);
            yield break;
        }

        ImmutableArray<LayerId> layers = LayersOf(packet);
        if (layers.IsEmpty)
        {
            _summary.Skip(options.Layers.IsEmpty ? "neither end is this host's" : $"{(packet.IsV6 ? "IPv6" : "IPv4")}, which the layer does not see");
            yield break;
        }

        bool isTooLong = packet.Bytes.Length > engine.LargestPacket;
        ReadOnlyMemory<byte> bytes = isTooLong ? packet.Bytes[..engine.LargestPacket] : packet.Bytes;
        engine.Clock.MoveTo(frame.Time);
        foreach (LayerId layer in layers)
        {
            TransportPacket transport = TransportPacket.Parse(bytes, layer, CaptureInterface.Index);
            ReplayDecision decision = engine.Classify(transport);
            yield return new ReplayedPacket(frame, transport, packet, isTooLong, decision);
            if (decision.Verdict == Verdict.Block)
            {
                // What the host sends to itself and may not send does not arrive either.
                yield break;
            }
        }
    }

    private ImmutableArray<LayerId> LayersOf(InternetPacket packet)
    {
        if (!options.Layers.IsEmpty)
        {
            return [.. options.Layers.Select(layer => layer.Id).Where(layer => IsV6(layer) == packet.IsV6)];
        }

        return [.. _host.WaysOf(packet).Select(way => (way, packet.IsV6) switch
        {
            (Direction.Outbound, false) => LayerId.OutboundTransportV4,
            (Direction.Outbound, true) => LayerId.OutboundTransportV6,
            (_, false) => LayerId.InboundTransportV4,
            _ => LayerId.InboundTransportV6,
        })];
    }

    private static bool IsV6(LayerId layer) => layer is LayerId.InboundTransportV6 or LayerId.OutboundTransportV6;
}
