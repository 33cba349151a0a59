using System.Collections.Immutable;
using System.Reflection;
using Weir.Bpf.Compiler;
using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux;

/// <summary>A callout whose code the kernel's verifier has accepted, and the layers that it is linked into.</summary>
internal sealed class KernelCallout : IKernelModeCallout
{
    private readonly LinuxEngine _engine;
    private readonly KernelCalloutMaps _maps;

    public KernelCallout(
        LinuxEngine engine, CalloutRegistration registration, MethodInfo invoke, ImmutableArray<MapDeclaration> declarations,
        IReadOnlyDictionary<string, CalloutMap> maps)
    {
        _engine = engine;
        Registration = registration;
        Invoke = invoke;
        KernelMaps = maps;
        _maps = new KernelCalloutMaps(registration.CalloutType.Name, declarations, maps);
    }

    public CalloutRegistration Registration { get; }

    /// <summary><see cref="CalloutGlue.Invoke{TCallout}"/> for the callout's class.</summary>
    public MethodInfo Invoke { get; }

    /// <summary>The maps that its code uses, by <see cref="MapDeclaration.Key"/>.</summary>
    public IReadOnlyDictionary<string, CalloutMap> KernelMaps { get; }

    /// <summary>Its slot in the program of each layer that it is linked into, by the layer's slot.</summary>
    public Dictionary<uint, uint> Places { get; } = [];

    public ICalloutMaps Maps => _maps;

    public void Link(LayerId layer) => _engine.Link(this, layer);

    public CalloutCounters ReadCounters() => _engine.ReadCounters(this);

    public bool IsUnregistered { get; private set; }

    /// <summary>Ends whoever waits for its records. The maps themselves belong to the pool.</summary>
    public void MarkUnregistered()
    {
        IsUnregistered = true;
        _maps.Dispose();
    }

    public void Dispose() => _engine.Unregister(this);
}
