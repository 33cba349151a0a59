namespace Weir.Engine;

/// <summary>A callout's code as a kernel-mode engine holds it. Disposing it removes the code: filters that name it follow the rule for unregistered callouts.</summary>
public interface IKernelModeCallout : IDisposable
{
    /// <summary>
    /// Makes the code callable at a layer, off the path of commits. Until it has returned, filters of the layer that name the callout
    /// follow the rule for unregistered callouts. May be called again for the same layer.
    /// </summary>
    /// <param name="layer">A layer for which a callout object exists. One where the engine does not classify needs no code.</param>
    /// <exception cref="WfpException"><see cref="FwpError.TooManyCallouts"/>.</exception>
    void Link(LayerId layer);

    /// <summary>How it has been called so far.</summary>
    CalloutCounters ReadCounters();

    /// <summary>The maps that its code uses.</summary>
    ICalloutMaps Maps { get; }
}
