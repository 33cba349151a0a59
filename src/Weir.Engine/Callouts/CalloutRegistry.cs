namespace Weir.Engine;

/// <summary>
/// The run-time side of callouts: who is registered, under which id, and at which layers the code has to be callable. It does not take
/// the engine's write lock, so that a callout can be registered while a transaction is open.
/// </summary>
/// <param name="kernel">Holds the callouts' code.</param>
/// <param name="committed">The committed policy.</param>
internal sealed class CalloutRegistry(IKernelModeEngine kernel, Func<PolicySnapshot> committed)
{
    // Compiling and linking take their time: whoever does it holds this lock, and takes the other, which commits take too, for moments.
    private readonly Lock _linking = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, uint> _ids = [];
    private readonly Dictionary<Guid, CalloutRegistration> _registrations = [];
    private readonly Dictionary<Guid, LayerId> _staged = [];
    private bool _isClosed;

    /// <summary>The run-time id of a key, the same for the engine's life.</summary>
    public uint IdOf(Guid key)
    {
        lock (_gate)
        {
            if (!_ids.TryGetValue(key, out var id))
            {
                id = (uint)_ids.Count + 1;
                _ids.Add(key, id);
            }

            return id;
        }
    }

    public CalloutRegistration? Find(Guid key)
    {
        lock (_gate)
        {
            return _registrations.GetValueOrDefault(key);
        }
    }

    /// <summary>Registers a callout, and links it where callout objects wait for it. When that fails nothing has changed.</summary>
    /// <exception cref="WfpException"><see cref="FwpError.AlreadyExists"/>, <see cref="FwpError.SessionAborted"/>, or what linking throws.</exception>
    public CalloutRegistration Register(ICallout callout, Guid key)
    {
        lock (_linking)
        {
            if (_isClosed)
            {
                throw Errors.SessionAborted();
            }

            if (Find(key) is { } other)
            {
                throw Errors.CalloutAlreadyRegistered(callout.GetType(), key, other);
            }

            var registration = new CalloutRegistration(this, callout, key, IdOf(key));
            var code = kernel.RegisterCallout(registration);
            registration.Attach(code);
            try
            {
                foreach (var layer in LayersOf(key))
                {
                    code.Link(layer);
                }
            }
            catch
            {
                code.Dispose();
                throw;
            }

            lock (_gate)
            {
                _registrations.Add(key, registration);
            }

            return registration;
        }
    }

    /// <summary>
    /// Takes note of a callout object that the open write transaction adds, and links the callout if it is registered. When that fails
    /// nothing has changed.
    /// </summary>
    public void Stage(Guid key, LayerId layer)
    {
        lock (_linking)
        {
            Find(key)?.Link(layer);
            lock (_gate)
            {
                _staged[key] = layer;
            }
        }
    }

    /// <summary>Forgets the objects of a write transaction that has ended: they are in the committed policy, or were never to be.</summary>
    public void ClearStaged()
    {
        lock (_gate)
        {
            _staged.Clear();
        }
    }

    public void Remove(CalloutRegistration registration, IKernelModeCallout code)
    {
        lock (_linking)
        {
            code.Dispose();
            lock (_gate)
            {
                _registrations.Remove(registration.Key);
            }
        }
    }

    /// <summary>Unregisters all callouts and takes no more.</summary>
    public void Close()
    {
        List<CalloutRegistration> registrations;
        lock (_linking)
        {
            _isClosed = true;
            registrations = [.. _registrations.Values];
        }

        foreach (var registration in registrations)
        {
            registration.Dispose();
        }
    }

    /// <summary>A key can be at two layers: deleted at one and added again at another in the open transaction, which may yet be aborted.</summary>
    private SortedSet<LayerId> LayersOf(Guid key)
    {
        var layers = new SortedSet<LayerId>();
        lock (_gate)
        {
            if (_staged.TryGetValue(key, out var staged))
            {
                layers.Add(staged);
            }
        }

        // After the staged ones: what a commit takes from there it has put here before.
        if (committed().FindCallout(key) is { } callout)
        {
            layers.Add(callout.Spec.ApplicableLayer);
        }

        return layers;
    }
}
