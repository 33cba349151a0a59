using Weir.Bpf;
using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux;

public sealed partial class LinuxEngine
{
    // By slot; null as long as nobody has wanted anything of the layer.
    private readonly LivePolicyImage?[] _images = new LivePolicyImage?[LayerSlot.Count];
    private readonly LinuxEngineOptions _options;

    /// <summary>Where layers are attached that get filters later; null when the engine attaches nothing.</summary>
    private NetworkNamespace? _home;

    /// <summary>A layer's program that is in force.</summary>
    internal BpfProgram ProgramOf(LayerId layer)
    {
        uint slot = LayerTable.Of(layer);
        ImageOf(slot);
        return _programs.FindProgram(slot)!;
    }

    /// <summary>Whether packets meet a layer.</summary>
    internal bool IsAttached(LayerId layer)
    {
        lock (_gate)
        {
            return _programs.IsAttached(LayerTable.Of(layer));
        }
    }

    /// <summary>
    /// The interfaces whose frames the layers with filters at interfaces see, or should see; empty while no such layer has a filter. New ones are
    /// covered within a moment of their coming, and one that the kernel refuses is told here with the reason.
    /// </summary>
    public IReadOnlyList<InterfaceCoverage> Interfaces
    {
        get
        {
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                return [.. _programs.ReadCoverage()
                    .GroupBy(coverage => coverage.Link.Index)
                    .Select(group => group.FirstOrDefault(coverage => !coverage.IsCovered) ?? group.First())];
            }
        }
    }

    /// <summary>The layer's image, made and loaded with its program when it is not there yet.</summary>
    private LivePolicyImage ImageOf(uint slot)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_images[slot] is { } image)
            {
                return image;
            }

            image = new LivePolicyImage(_policy, LayerTable.LayerAt(slot), new LayerHost(_programs, slot));
            Volatile.Write(ref _images[slot], image);
            return image;
        }
    }

    /// <summary>Loads and attaches the layers that traffic always meets.</summary>
    private void Begin()
    {
        foreach (PacketLayer layer in LayerTable.Rows.Where(layer => layer.IsAlwaysAttached))
        {
            ImageOf(layer.Slot);
        }
    }

    private void AttachFirst()
    {
        _home = _options.NetworkNamespace is { } given ? NetworkNamespace.OpenPath($"/proc/self/fd/{given.Handle.DangerousGetHandle()}") : NetworkNamespace.OpenCurrent();
        if (_options.ShowKernelDrops)
        {
            _programs.SetDropScope(_home.Cookie);
        }

        void Attach()
        {
            foreach (PacketLayer layer in LayerTable.Rows.Where(layer => layer.IsAlwaysAttached))
            {
                _programs.Attach(layer.Slot, _options);
            }
        }

        if (_options.NetworkNamespace is null)
        {
            Attach();
        }
        else
        {
            _home.Run(Attach);
        }
    }

    /// <summary>
    /// Loads and attaches the layers that a commit gives their first filter, before any of them has it: they permit everything until the commit
    /// is in force.
    /// </summary>
    /// <returns>The layers that were attached, to be taken back if the commit fails.</returns>
    private List<uint> AttachFor(PolicyChange change, PolicySnapshot after)
    {
        List<uint> attached = [];
        try
        {
            foreach (LayerId layer in change.AffectedLayers)
            {
                if (LayerTable.Find(layer) is { } slot && HasFilters(after, layer))
                {
                    ImageOf(slot);
                    if (_programs.IsAttached(slot))
                    {
                        continue;
                    }

                    if (_home is null)
                    {
                        _programs.Show(slot);
                    }
                    else
                    {
                        _home.Run(() => _programs.Attach(slot, _options));
                    }

                    attached.Add(slot);
                }
            }

            return attached;
        }
        catch
        {
            attached.ForEach(_programs.Detach);
            throw;
        }
    }

    /// <summary>Takes the layers from their hooks that have no filter any more.</summary>
    private void DetachAfter(PolicyChange change, PolicySnapshot after)
    {
        foreach (LayerId layer in change.AffectedLayers)
        {
            if (LayerTable.Find(layer) is { } slot && !LayerTable.Rows[(int)slot].IsAlwaysAttached && !HasFilters(after, layer))
            {
                _programs.Detach(slot);
            }
        }
    }

    private static bool HasFilters(PolicySnapshot policy, LayerId layer) =>
        policy.SubLayersByWeight.Any(subLayer => policy.FiltersInOrder(layer, subLayer.Key).Count > 0);
}
