using System.Reflection;
using System.Runtime.Loader;

namespace Weir.Engine.Tests.BuiltIn;

/// <summary>
/// A program pays for the layers that it names and no others. Looks into a second copy of the engine, where no other test has been.
/// </summary>
public sealed class LazinessTests : IDisposable
{
    private readonly AssemblyLoadContext _context = new(name: "a second copy of the engine", isCollectible: true);
    private readonly Assembly _engine;

    public LazinessTests() => _engine = _context.LoadFromAssemblyPath(typeof(Layers).Assembly.Location);

    [Fact]
    public void One_layer_is_made_when_one_is_asked_for()
    {
        var layers = _engine.GetType("Weir.Engine.Layers", throwOnError: true)!;

        Assert.Equal(99, layers.GetProperty("Count")!.GetValue(null));
        Assert.Equal(0, CountOf(layers, "s_layers"));
        layers.GetProperty("OutboundTransportV4")!.GetValue(null);
        Assert.Equal(1, CountOf(layers, "s_layers"));
        layers.GetMethod("Find", [typeof(string)])!.Invoke(null, ["STREAM_V6"]);
        Assert.Equal(2, CountOf(layers, "s_layers"));
        layers.GetMethod("Find", [typeof(Guid)])!.Invoke(null, [Layers.AleAuthConnectV4.Key]);
        Assert.Equal(3, CountOf(layers, "s_layers"));
        layers.GetProperty("All")!.GetValue(null);
        Assert.Equal(99, CountOf(layers, "s_layers"));
    }

    [Fact]
    public void One_field_is_made_when_one_is_asked_for()
    {
        var fields = _engine.GetType("Weir.Engine.Fields", throwOnError: true)!;

        fields.GetProperty("IpProtocol")!.GetValue(null);

        Assert.Equal(1, CountOf(fields, "s_names"));
    }

    public void Dispose() => _context.Unload();

    private static int CountOf(Type type, string table) =>
        ((object?[])type.GetField(table, BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!).Count(entry => entry is not null);
}
