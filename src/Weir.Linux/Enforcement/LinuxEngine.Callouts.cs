using System.Reflection;
using Weir.Bpf;
using Weir.Bpf.Compiler;
using Weir.Bpf.Language;
using Weir.Engine;
using Weir.Linux.Programs;

namespace Weir.Linux;

public sealed partial class LinuxEngine
{
    // Compiling and loading takes milliseconds, so it has a lock of its own, taken before _gate: commits go on meanwhile.
    private readonly Lock _linking = new();
    private readonly KernelCallout?[][] _callouts = [.. Enumerable.Range(0, (int)LayerSlot.Count).Select(_ => new KernelCallout?[CalloutSlots.Count])];
    private readonly HashSet<KernelCallout> _registered = [];
    private readonly CalloutMapPool _calloutMaps = new();

    // Places whose last callout may still be in the program, or in a packet that runs in an older one.
    private readonly HashSet<(uint Slot, int Place)> _usedPlaces = [];
    private readonly CalloutCounterTable _calloutCounters;

    /// <summary>
    /// Compiles a callout's <c>Classify</c> and has the kernel's verifier judge it alone. Layers and their traffic are not touched until
    /// it is linked.
    /// </summary>
    /// <exception cref="CalloutRefusedException">The callout declares no licence that the kernel accepts, or the verifier refuses its code.</exception>
    /// <exception cref="KernelCodeNotSupportedException">The callout's code uses something that cannot run in the kernel.</exception>
    public IKernelModeCallout RegisterCallout(CalloutRegistration registration)
    {
        ArgumentNullException.ThrowIfNull(registration);
        RequireLicense(registration);
        lock (_linking)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            MethodInfo invoke = LayerProgramSet.InvokeOf(registration.CalloutType);
            CompiledProgram compiled = LayerProgramSet.CompileAlone(invoke);
            IReadOnlyDictionary<string, CalloutMap> maps = _calloutMaps.Acquire(compiled.Maps);
            try
            {
                KernelCallout callout = new(this, registration, invoke, compiled.Maps, maps);
                Judge(registration, () =>
                {
                    BpfProgram.Load(compiled.Program, maps.ToDictionary(pair => pair.Key, pair => pair.Value.Map)).Dispose();
                    _programs.TryInDeepestLayer(callout);
                });
                _registered.Add(callout);
                return callout;
            }
            catch
            {
                _calloutMaps.Release(maps.Keys);
                throw;
            }
        }
    }

    /// <summary>Verified instructions of a layer's program as it is now, callouts included.</summary>
    internal long CountVerifiedInstructions(LayerId layer) => ProgramOf(layer).GetInfo().VerifiedInstructions;

    /// <summary>
    /// Loads another program over a layer's image, with its callouts in the places, for the kernel's test run. It stays with
    /// <see cref="ImageIn"/>, and must be loaded again when that is another.
    /// </summary>
    internal BpfProgram LoadInLayer(MethodInfo program, LayerId layer, IReadOnlyDictionary<string, BpfMap>? ownMaps = null)
    {
        lock (_linking)
        {
            uint slot = LayerTable.Of(layer);
            ImageOf(slot);
            return _programs.LoadWith(program, slot, _callouts[slot], ownMaps);
        }
    }

    /// <summary>The memory that a layer's policy image lies in now.</summary>
    internal ImageMemory ImageIn(LayerId layer) => ImageOf(LayerTable.Of(layer)).Current.Memory;

    internal void Link(KernelCallout callout, LayerId layer)
    {
        lock (_linking)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (LayerTable.Find(layer) is not { } slot)
            {
                // No filter can name it there.
                return;
            }

            if (LayerTable.Rows[(int)slot].IsAtInterfaces)
            {
                throw new CalloutRefusedException(
                    $"Callout {callout.Registration.CalloutType.Name} cannot be called at layer {Layers.Get(layer)}: callouts are not called for frames "
                    + "yet. Add it at a layer of packets, such as INBOUND_TRANSPORT_V4.");
            }

            KernelCallout?[] places = _callouts[slot];
            if (callout.Places.ContainsKey(slot))
            {
                return;
            }

            int place = Array.IndexOf(places, null);
            if (place < 0)
            {
                throw new WfpException(
                    FwpError.TooManyCallouts,
                    $"Layer {Layers.Get(layer)} has {CalloutSlots.Count} callouts: "
                    + $"{string.Join(", ", places.Select(one => one!.Registration.CalloutType.Name))}. "
                    + $"Unregister one before you add {callout.Registration.CalloutType.Name}.");
            }

            ImageOf(slot);

            // First the program, then the filters that name the place: a packet never calls a place that its program does not have.
            places[place] = callout;
            try
            {
                _calloutCounters.Clear(slot, (uint)place);
                Judge(callout.Registration, () => _programs.Link(slot, places));
                if (_usedPlaces.Contains((slot, place)))
                {
                    // Sees off every packet that could still be in a program with the callout that was here before.
                    _programs.Records.Grace.Wait();
                    _usedPlaces.Remove((slot, place));
                }
            }
            catch
            {
                // The program may have its code already, which no filter calls.
                places[place] = null;
                _usedPlaces.Add((slot, place));
                throw;
            }

            lock (_gate)
            {
                callout.Places.Add(slot, (uint)place);
                UpdateActions(slot);
            }
        }
    }

    internal void Unregister(KernelCallout callout)
    {
        lock (_linking)
        {
            if (_disposed || callout.IsUnregistered)
            {
                return;
            }

            foreach ((uint slot, uint place) in callout.Places.ToList())
            {
                Unlink(callout, slot, place);
            }

            callout.MarkUnregistered();
            _registered.Remove(callout);
            _calloutMaps.Release(callout.KernelMaps.Keys);
        }
    }

    internal CalloutCounters ReadCounters(KernelCallout callout)
    {
        lock (_gate)
        {
            CalloutCounters sum = default;
            foreach ((uint slot, uint place) in _disposed ? [] : callout.Places)
            {
                CalloutCounters counters = _calloutCounters.Read(slot, place);
                sum = new CalloutCounters(sum.Classifications + counters.Classifications, sum.Faults + counters.Faults);
            }

            return sum;
        }
    }

    /// <summary>
    /// First the filters, and then no packet may still be about to call the place. Then the program, only to be rid
    /// of the code: when it cannot be replaced now, the code stays in it uncalled.
    /// </summary>
    private void Unlink(KernelCallout callout, uint slot, uint place)
    {
        lock (_gate)
        {
            callout.Places.Remove(slot);
            UpdateActions(slot);
        }

        _programs.Records.Grace.Wait();
        _callouts[slot][place] = null;
        _usedPlaces.Add((slot, (int)place));
        try
        {
            _programs.Link(slot, _callouts[slot]);
        }
        catch (BpfException)
        {
            // The next callout of the layer replaces it, and so does the program of another image.
            _programs.Forget(slot, _callouts[slot]);
        }
    }

    /// <summary>Runs what makes the verifier judge a callout, and tells its refusal as the callout's.</summary>
    private static void Judge(CalloutRegistration registration, Action load)
    {
        try
        {
            load();
        }
        catch (VerifierException refusal)
        {
            throw new CalloutRefusedException(
                $"Callout {registration.CalloutType.Name} cannot run in the kernel; the verifier refuses its code:"
                + $"{Environment.NewLine}{refusal.Summary}",
                refusal);
        }
    }

    /// <summary>Where the callout of a filter is linked; null for a callout that is not registered. Needs _gate.</summary>
    private CalloutPlace? FindPlace(InstalledFilter filter)
    {
        uint slot = LayerTable.Of(filter.Spec.Layer);
        foreach (KernelCallout? callout in _callouts[slot])
        {
            if (callout?.Registration.Key == filter.Spec.Callout && callout.Places.TryGetValue(slot, out uint place))
            {
                return new CalloutPlace(place, callout.Registration.FaultAction);
            }
        }

        return null;
    }

    private static void RequireLicense(CalloutRegistration registration)
    {
        if (registration.License is not { } license)
        {
            throw new CalloutRefusedException(
                $"Callout {registration.CalloutType.Name} declares no licence. It is linked into programs that call kernel functions, which "
                + "the kernel gives only to code under a licence compatible with the GPL: put [KernelLicense(\"Dual MIT/GPL\")] on the class if that is so.");
        }

        if (!new KernelLicenseAttribute(license).IsGplCompatible)
        {
            throw new CalloutRefusedException(
                $"Callout {registration.CalloutType.Name} declares the licence '{license}', which the kernel does not count as compatible with the "
                + "GPL. It is linked into programs that call kernel functions, which the kernel gives only to such code. The managed engine "
                + "runs it under any licence.");
        }
    }
}
