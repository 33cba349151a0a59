using System.Net;
using System.Text;
using Weir.Benchmarks.Classify;
using Weir.Benchmarks.Transport;
using Weir.Engine;
using Weir.Linux;

namespace Weir.Benchmarks.Throughput;

/// <summary>
/// What is left of the throughput of TCP and UDP when the receiving namespace has 1,000 filters, beside the same as rules of nftables; by iperf3,
/// all in turn within each round. Takes about three minutes.
/// </summary>
internal static class ThroughputBenchmark
{
    private const int FilterCount = 1000;
    private const int Rounds = 9;
    private const int SecondsPerRun = 2;

    private static readonly LayerId[] s_layers = [LayerId.InboundTransportV4, LayerId.OutboundTransportV4, LayerId.DatagramDataV4];

    public static int Run()
    {
        if (!Tool.Exists("iperf3"))
        {
            Console.Error.WriteLine("iperf3 is not installed: apt-get install iperf3");
            return 1;
        }

        string scratch = Directory.CreateTempSubdirectory("weir-throughput-").FullName;
        Dictionary<string, ThroughputPath> paths = [];
        try
        {
            paths["no policy"] = new ThroughputPath();
            ThroughputPath filtered = paths[$"Weir, {FilterCount:N0} filters at each of {s_layers.Length} layers"] = new ThroughputPath();
            using LinuxEngine kernel = LinuxEngine.Open(new LinuxEngineOptions { NetworkNamespace = filtered.Server });
            using FilterEngine engine = new(kernel);
            AddFilters(engine);
            if (Tool.Exists("nft"))
            {
                AddRules(paths[$"nftables, set of {FilterCount:N0}, input and output"] = new ThroughputPath(), SetRules(), scratch);
                AddRules(paths[$"nftables, {FilterCount:N0} rules, input and output"] = new ThroughputPath(), LinearRules(), scratch);
            }
            else
            {
                Console.WriteLine("nftables is left out: apt-get install nftables");
            }

            Console.WriteLine($"One stream over a veth pair, {Rounds} rounds of {SecondsPerRun} s each; medians, and of the ratio the range of the middle half.");
            Print("TCP, Gbit/s", paths, path => path.Tcp(SecondsPerRun) / 1e9);
            Print("UDP of 1,400 bytes, thousand datagrams/s", paths, path => path.Udp(SecondsPerRun) / 1e3);
            return 0;
        }
        catch (ToolFailedException exception)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
        finally
        {
            foreach (ThroughputPath path in paths.Values)
            {
                path.Dispose();
            }

            Directory.Delete(scratch, recursive: true);
        }
    }

    private static void Print(string unit, Dictionary<string, ThroughputPath> paths, Func<ThroughputPath, double> measure)
    {
        List<(string Name, List<double> Values, List<double> Ratios)> results = [.. paths.Keys.Select(name => (name, new List<double>(), new List<double>()))];
        for (int round = 0; round < Rounds; round++)
        {
            double first = 0;
            foreach ((string name, List<double> values, List<double> ratios) in results)
            {
                double value = measure(paths[name]);
                first = first == 0 ? value : first;
                values.Add(value);
                ratios.Add(value / first);
            }
        }

        Console.WriteLine();
        Console.WriteLine($"{unit,-58}{"median",10}{"ratio",8}");
        foreach ((string name, List<double> values, List<double> ratios) in results)
        {
            double ratio = LayerRun.Median(ratios);
            Console.WriteLine($"{name,-58}{LayerRun.Median(values),10:F2}{ratio,8:F3}  ({ratios[Rounds / 4]:F3} to {ratios[Rounds * 3 / 4]:F3})");
        }
    }

    private static void AddFilters(FilterEngine engine)
    {
        using Session session = engine.OpenSession();
        using Transaction transaction = session.BeginTransaction();
        foreach (LayerId layer in s_layers)
        {
            foreach ((IPAddress address, ushort port) in Ends())
            {
                session.AddFilter(new FilterSpec
                {
                    Name = $"{address} {port}",
                    Layer = layer,
                    Conditions = [FilterCondition.RemoteAddress(address), FilterCondition.RemotePort(port)],
                    Action = FilterAction.Block,
                });
            }
        }

        transaction.Commit();
    }

    private static void AddRules(ThroughputPath path, string rules, string scratch)
    {
        string file = Path.Combine(scratch, "rules");
        File.WriteAllText(file, rules);
        Tool.Run(path.Server, "nft", "-f", file);
    }

    private static string LinearRules()
    {
        StringBuilder text = new();
        foreach ((string hook, string address, string port) in new[] { ("input", "saddr", "sport"), ("output", "daddr", "dport") })
        {
            text.Append("table ip weir { chain ").Append(hook).Append(" { type filter hook ").Append(hook).Append(" priority 0; policy accept;\n");
            foreach ((IPAddress remote, ushort remotePort) in Ends())
            {
                text.Append("ip ").Append(address).Append(' ').Append(remote).Append(" th ").Append(port).Append(' ').Append(remotePort).Append(" drop\n");
            }

            text.Append("}\n}\n");
        }

        return text.ToString();
    }

    private static string SetRules()
    {
        string elements = string.Join(", ", Ends().Select(end => $"{end.Address} . {end.Port}"));
        return $$"""
            table ip weir {
              set ends { type ipv4_addr . inet_service; elements = { {{elements}} } }
              chain input { type filter hook input priority 0; policy accept; ip saddr . th sport @ends drop; }
              chain output { type filter hook output priority 0; policy accept; ip daddr . th dport @ends drop; }
            }
            """;
    }

    // None of them is an end of the streams, so every packet asks all of the policy and passes.
    private static IEnumerable<(IPAddress Address, ushort Port)> Ends() =>
        Enumerable.Range(0, FilterCount).Select(number => (new IPAddress([198, 18, (byte)(number >> 8), (byte)number]), (ushort)(1024 + (number * 7))));
}
