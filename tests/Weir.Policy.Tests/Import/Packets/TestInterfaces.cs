namespace Weir.Policy.Tests.Import.Packets;

internal sealed class TestInterfaces : IInterfaceResolver
{
    public IReadOnlyCollection<string> Names { get; } = ["lo", "eth0"];

    public uint? FindIndex(string name) => name switch
    {
        "lo" => 1,
        "eth0" => 2,
        _ => null,
    };
}
