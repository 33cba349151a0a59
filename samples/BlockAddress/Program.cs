// Blocks an address in a network namespace until Enter is pressed: dotnet run -- office 168.63.129.16
using System.Net;
using Weir;
using Weir.Engine;
using Weir.Linux;

if (args.Length != 2)
{
    Console.Error.WriteLine("usage: BlockAddress NAMESPACE ADDRESS");
    return 2;
}

using var weir = WeirEngine.Open(new LinuxEngineOptions { NetworkNamespace = NetworkNamespace.OpenNamed(args[0]) });
using var session = weir.OpenSession();
weir.NetEvents += seen => Console.WriteLine($"{seen.Verdict} protocol {seen.Protocol} to {seen.RemoteAddress} by filter {seen.FilterId}");
session.AddFilter(new FilterSpec
{
    Name = $"no {args[1]}",
    Layer = LayerId.OutboundTransportV4,
    Conditions = [FilterCondition.RemoteAddress(IPAddress.Parse(args[1]))],
    Action = FilterAction.Block,
});
Console.WriteLine($"Blocking {args[1]} in {args[0]}. Press Enter to stop.");
Console.ReadLine();
return 0;
