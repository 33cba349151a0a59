using System.Diagnostics;
using System.Globalization;
using Weir.Engine;
using Weir.Linux;

namespace Weir.Benchmarks.Classify;

/// <summary>
/// What a classification costs by the number of filters: Weir's policy image in the kernel and on the CLR, and whatever else of the machine
/// does the same, with the same rules and packets. The methods take turns within each round.
/// </summary>
internal sealed class ClassifyBenchmark
{
    private const int Rounds = 15;
    private const int FewestRounds = 5;

    // A linear filter of 100,000 rules takes a fifth of a millisecond for a packet, and DPDK's library minutes to build a million rules.
    private const int LargestPeer = 100_000;
    private static readonly TimeSpan s_timeOfSet = TimeSpan.FromSeconds(12);

    private readonly ClassifyOptions _options;
    private readonly string _scratch;
    private readonly List<ClassifyResult> _results = [];
    private readonly HashSet<string> _leftOut = [];
    private string? _aclProgram;

    private ClassifyBenchmark(ClassifyOptions options, string scratch) => (_options, _scratch) = (options, scratch);

    /// <summary>Runs the benchmark.</summary>
    /// <param name="arguments">See <see cref="ClassifyOptions"/>.</param>
    /// <returns>0, or 1 when a method found another rule than the others, or 2 for arguments that are wrong.</returns>
    public static int Run(string[] arguments)
    {
        if (ClassifyOptions.Parse(arguments) is not { } options)
            return 2;
        var scratch = Directory.CreateTempSubdirectory("weir-classify-").FullName;
        try
        {
            return new ClassifyBenchmark(options, scratch).Run();
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private int Run()
    {
        var start = Stopwatch.GetTimestamp();
        _aclProgram = AclLibrary.Compile(_scratch, out var why);
        if (why is not null)
            _leftOut.Add(why);
        var isRight = true;
        foreach (var family in _options.Families)
        {
            foreach (var size in _options.Sizes)
            {
                using var set = RuleSet.Load(family, size, _options.Rules, _scratch);
                if (set is null)
                    _leftOut.Add($"{family} with {size} rules: no files in {_options.Rules}");
                else
                    isRight &= Run(set);
            }
        }

        foreach (var reason in _leftOut)
            Console.WriteLine($"left out: {reason}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(start).TotalSeconds:0} s"));
        if (_options.Output is { } output)
            ClassifyPage.Write(output, _options, _results, _leftOut);
        return isRight ? 0 : 1;
    }

    private bool Run(RuleSet set)
    {
        Console.WriteLine($"{set.Family}, {set.Filters.Count} rules, {set.Packets.Count} packets; ns for a packet over none, median [half of the rounds between]");
        List<ClassifyMethod> methods = [];
        try
        {
            var image = PolicyImage.Build(ClassificationPlan.Build(set.Policy, set.Layer));
            KernelWalkMethod kernel = new(set, image);
            methods.Add(kernel);
            ManagedWalkMethod managed = new(set, image, isBatched: false);
            methods.Add(managed);
            methods.Add(new ManagedWalkMethod(set, image, isBatched: true));
            ReferenceMethod? reference = null;
            if (set.Size <= ReferenceMethod.LargestSize)
                methods.Add(reference = new ReferenceMethod(set));
            var acl = StartAcl(set, methods);
            using var bare = _options.IsLive && !set.IsWide ? LinuxFlood.Create(set.Packets) : null;
            if (bare is not null)
                AddLive(set, bare, methods);
            Measure(methods);
            Report(set, methods);
            return Check(set, kernel, managed, reference, acl);
        }
        finally
        {
            methods.ForEach(method => method.Dispose());
        }
    }

    private AclLibrary? StartAcl(RuleSet set, List<ClassifyMethod> methods)
    {
        if (_aclProgram is null || set.IsWide || set.Size > LargestPeer)
            return null;
        try
        {
            var library = AclLibrary.Start(_aclProgram, set);
            methods.Add(new AclMethod(library, "DPDK, one a call", "scalar1"));
            methods.Add(new AclMethod(library, "DPDK, scalar", "scalar"));
            if (library.Simd != "none")
                methods.Add(new AclMethod(library, "DPDK, SIMD", "simd"));
            return library;
        }
        catch (ToolFailedException exception)
        {
            _leftOut.Add($"{set.Family} with {set.Size} rules: {exception.Message}");
            return null;
        }
    }

    private void AddLive(RuleSet set, LinuxFlood bare, List<ClassifyMethod> methods)
    {
        void Add(Func<ClassifyMethod> build)
        {
            try
            {
                methods.Add(build());
            }
            catch (Exception exception) when (exception is ToolFailedException or PolicyTooLargeException)
            {
                _leftOut.Add($"{set.Family} with {set.Size} rules: {exception.Message}");
            }
        }

        Add(() => new WeirLiveMethod(set, bare));
        if (set.Size > LargestPeer)
            return;
        if (!Tool.Exists("nft"))
        {
            _leftOut.Add("nftables: install nftables");
        }
        else
        {
            Add(() => new NftLinearMethod(set, bare, _scratch));
            Add(() => new NftSetMethod(set, bare, _scratch));
        }

        if (!Tool.Exists("iptables-legacy-restore"))
            _leftOut.Add("iptables: install iptables");
        else
            Add(() => new IptablesMethod(set, bare, _scratch));
    }

    private static void Measure(List<ClassifyMethod> methods)
    {
        methods.ForEach(method => method.WarmUp());
        var start = Stopwatch.GetTimestamp();
        for (var round = 0; round < Rounds && (round < FewestRounds || Stopwatch.GetElapsedTime(start) < s_timeOfSet); round++)
            methods.ForEach(method => method.Round());
    }

    private void Report(RuleSet set, List<ClassifyMethod> methods)
    {
        foreach (var method in methods)
        {
            var (low, high) = method.Quartiles;
            var remark = method.Remark is null ? "" : $" ({method.Remark})";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {method.Name,-18}{method.Median,12:0.0} [{low:0.0} to {high:0.0}]{remark}"));
            _results.Add(new ClassifyResult(set.Family, set.Size, set.Filters.Count, method.Name, method.IsLive, method.Rules, method.Median, low, high, method.Remark));
            if (method is LiveMethod { Lost: > 0 } live)
                _leftOut.Add($"{set.Family} with {set.Size} rules, {method.Name}: queues dropped {live.Lost} packets, so its number is worthless");
        }
    }

    /// <summary>Whoever tells which rule it found must have found the same.</summary>
    private bool Check(RuleSet set, KernelWalkMethod kernel, ManagedWalkMethod managed, ReferenceMethod? reference, AclLibrary? acl)
    {
        var matches = acl?.ReadMatches(_scratch);
        var (kernelWrong, referenceWrong, aclWrong) = (0, 0, 0);
        for (var i = 0; i < managed.FilterIds.Length; i++)
        {
            var filterId = managed.FilterIds[i];
            if (i < kernel.FilterIds.Length && kernel.FilterIds[i] != filterId)
                kernelWrong++;
            if (reference is not null && i < reference.FilterIds.Length && reference.FilterIds[i] != filterId)
                referenceWrong++;
            if (matches is not null && matches[i] != set.NumberOf(filterId))
                aclWrong++;
        }

        if (kernelWrong + referenceWrong + aclWrong > 0)
            Console.WriteLine($"  packets for which another rule was found than on the CLR: kernel {kernelWrong}, reference {referenceWrong}, DPDK {aclWrong}");
        return kernelWrong + referenceWrong == 0;
    }
}
