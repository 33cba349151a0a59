using Weir.Engine;

namespace Weir.Policy.Tests;

/// <summary>Shorthands of the tests.</summary>
internal static class PolicyText
{
    private static readonly HostIdentities s_identities = new(path => path switch
    {
        "/system.slice/nginx.service" => 5000,
        "/user.slice" => 0x1_0000_0001,
        "/system.slice/a b.service" => 8080,
        _ => null,
    });

    /// <summary>A document with one filter at a layer, with an expression.</summary>
    public static string WithExpression(string expression, string layer = "outbound-transport") =>
        $"provider: tests\nfilters:\n  - name: f\n    layer: {layer}\n    action: block\n    when: {expression}\n";

    public static PolicyObjects Lower(string text) => PolicyDocument.Parse(text, "p.yaml").Lower(new KnownInterfaces(), s_identities);

    public static PolicyObjects Lower(PolicyDocument document) => document.Lower(new KnownInterfaces(), s_identities);

    /// <summary>The filters of an expression, as <c>layer: conditions</c>.</summary>
    public static string[] LowerExpression(string expression, string layer = "outbound-transport") =>
        [.. Lower(WithExpression(expression, layer)).Filters.Select(Describe)];

    public static string Describe(PolicyFilterSpec filter) =>
        $"{PolicyLayers.NameOf(Layers.Get(filter.Spec.Layer))}: {ConditionText.Describe(filter.Spec.Conditions)}";

    /// <summary>Everything that is wrong with a document.</summary>
    public static PolicyDiagnostic[] Faults(string text)
    {
        var exception = Assert.Throws<PolicyException>(() => Lower(text));
        return [.. exception.Diagnostics];
    }

    /// <summary>The one thing that is wrong with a document.</summary>
    public static PolicyDiagnostic Fault(string text) => Assert.Single(Faults(text));

    private sealed class KnownInterfaces : IInterfaceResolver
    {
        public IReadOnlyCollection<string> Names { get; } = ["lo", "eth0", "br-lan"];

        public uint? FindIndex(string name) => name switch
        {
            "lo" => 1,
            "eth0" => 2,
            "br-lan" => 3,
            _ => null,
        };
    }
}
