// The article's driver in C#, step by step: BlockWireServer NAMESPACE. Ends on Enter, and unloads in order.
using BlockWireServer;
using Weir;
using Weir.Engine;
using Weir.Linux;

if (args.Length != 1)
{
    Console.Error.WriteLine("usage: BlockWireServer NAMESPACE");
    return 2;
}

// 1. Open the engine, and a dynamic session: what it adds goes when it ends, however it ends.
using NetworkNamespace place = NetworkNamespace.OpenNamed(args[0]);
using WeirEngine weir = WeirEngine.Open(new LinuxEngineOptions { NetworkNamespace = place });
using Session session = weir.OpenSession(new SessionOptions { Name = "block wire server", Dynamic = true });

// 2. One transaction for all that follows.
using Transaction transaction = session.BeginTransaction();

// 3. Register the callout: its Classify is compiled, verified and ready in the kernel.
WireServerCallout wireServer = new();
CalloutRegistration callout = weir.RegisterCallout(wireServer);
Console.WriteLine($"callout id: {callout.Id}");

// 4. Make it known to the engine, for one layer.
session.AddCallout(new CalloutSpec { Key = callout.Key, Name = callout.Name, ApplicableLayer = LayerId.OutboundTransportV4 });

// 5. A sublayer of its own.
Guid subLayer = session.AddSubLayer(new SubLayerSpec { Name = "wire server sublayer", Weight = 0x0F });

// 6. A filter without conditions: every packet of the layer goes to the callout.
ulong filter = session.AddFilter(new FilterSpec
{
    Name = "wire server filter",
    Layer = LayerId.OutboundTransportV4,
    SubLayer = subLayer,
    Weight = FilterWeight.Range(15),
    Action = FilterAction.CalloutTerminating,
    Callout = callout.Key,
});

// 7. From here on it works.
transaction.Commit();
Console.WriteLine("ready");

// The user half: prints what Classify tells, until Enter is pressed.
using CancellationTokenSource stop = new();
Task reader = Task.Factory.StartNew(PrintConnections, TaskCreationOptions.LongRunning);
Console.ReadLine();
stop.Cancel();
await reader;

// 8. Unload in order: the filter by its id, the callout; the session takes the rest.
session.DeleteFilter(filter);
callout.Dispose();
Console.WriteLine("unloaded");
return 0;

void PrintConnections()
{
    try
    {
        wireServer.Run(callout, stop.Token);
    }
    catch (OperationCanceledException)
    {
        // Enter was pressed.
    }
}
