namespace Weir.Engine;

/// <summary>
/// The policy image of one layer, kept up with the policy while it is read: a commit changes it in place, and every classification meets
/// one version of the policy, whole. Now and then the image has to be written anew, larger, smaller or in better order: then
/// <see cref="WantsRebuild"/> says so, and <see cref="Rebuild"/> does it while commits go on.
/// <code>
/// var image = new LivePolicyImage(engine.Policy, LayerId.OutboundTransportV4);
/// image.Apply(change, after);     // in IKernelModeEngine.Apply
/// var result = image.Classify(packet);
/// </code>
/// Any number of threads may classify; commits and rebuilds take their turn by themselves.
/// </summary>
public sealed class LivePolicyImage : IDisposable
{
    /// <summary>Commits that are made up for while others wait.</summary>
    private const int FewCommits = 16;

    private readonly Lock _gate = new();
    private readonly IImageHost _host;
    private readonly Queue<(IGracePeriod GracePeriod, ImageMemory Memory)> _left = [];
    private PolicyImage _image;
    private PolicySnapshot _policy;
    private (IGracePeriod GracePeriod, long Period)? _waiting;

    /// <summary>Commits since a rebuild has begun that is not finished yet.</summary>
    private List<(PolicyChange Change, PolicySnapshot After)>? _missed;

    /// <summary>Lays out one layer of a policy, for readers on the CLR.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="layer">The layer.</param>
    /// <exception cref="WfpException">There is no such layer.</exception>
    /// <exception cref="InsufficientMemoryException">The image would be larger than two gigabytes.</exception>
    public LivePolicyImage(PolicySnapshot policy, LayerId layer)
        : this(policy, layer, ManagedImageHost.Instance)
    {
    }

    /// <summary>Lays out one layer of a policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="host">Gives memory, and knows who reads it.</param>
    /// <exception cref="WfpException">There is no such layer.</exception>
    /// <exception cref="InsufficientMemoryException">The image would be larger than the host's largest block.</exception>
    internal LivePolicyImage(PolicySnapshot policy, LayerId layer, IImageHost host)
    {
        ArgumentNullException.ThrowIfNull(policy);
        Layer = Layers.Get(layer);
        _host = host;
        _policy = policy;
        _image = Build(policy);
        try
        {
            host.Use(_image.Memory);
        }
        catch
        {
            _image.Memory.Dispose();
            throw;
        }
    }

    /// <summary>The layer.</summary>
    public Layer Layer { get; }

    /// <summary>Bytes in use, those included that somebody may still read.</summary>
    public long Size => Current.Size;

    /// <summary>Bytes that it may use before it has to move.</summary>
    public long Capacity => Current.Capacity;

    /// <summary>Number of filters at the layer.</summary>
    public int FilterCount => Current.FilterCount;

    /// <summary><see cref="PolicySnapshot.Version"/> of the policy that it shows.</summary>
    public ulong PolicyVersion => Volatile.Read(ref _policy).Version;

    /// <summary>What the layer does while its kernel program is missing.</summary>
    public FailMode FailMode => Current.FailMode;

    /// <summary>
    /// The image is short of room, has become patchy or has outgrown its tables: <see cref="Rebuild"/> would do it good. Without that a
    /// commit that finds no room writes everything anew, and takes as long.
    /// </summary>
    public bool WantsRebuild => Volatile.Read(ref _missed) is null && Current.WantsRebuild;

    /// <summary>The image as it is now.</summary>
    internal PolicyImage Current => Volatile.Read(ref _image);

    /// <summary>Brings the image up to a commit. Classifications that begin later meet the policy after it.</summary>
    /// <param name="change">What the commit changed.</param>
    /// <param name="after">The policy after it.</param>
    /// <exception cref="InsufficientMemoryException">There is no room for the filters; the image stays as it was.</exception>
    public void Apply(PolicyChange change, PolicySnapshot after)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(after);
        lock (_gate)
        {
            if (change.AffectedLayers.Contains(Layer.Id))
            {
                // Boot-time filters come and go without being in the change.
                if (after.IsBootTime || _policy.IsBootTime || !_image.TryApply(change, after))
                {
                    SwitchTo(Build(after));
                    _missed = null;
                }

                _missed?.Add((change, after));
                if (_image.IsWaitingForMuch)
                {
                    Reclaim();
                }
            }

            Volatile.Write(ref _policy, after);
        }
    }

    /// <summary>
    /// Writes the image anew, as large as it has to be, while commits and classifications go on; for a thread that has time. Does nothing
    /// when another thread is at it.
    /// </summary>
    /// <exception cref="InsufficientMemoryException">The host has no block so large; the image stays as it was.</exception>
    public void Rebuild()
    {
        List<(PolicyChange Change, PolicySnapshot After)> missed = [];
        PolicySnapshot policy;
        lock (_gate)
        {
            if (_missed is not null)
            {
                return;
            }

            _missed = missed;
            policy = _policy;
        }

        PolicyImage? image = null;
        try
        {
            image = Build(policy);
            for (var next = 0; ;)
            {
                // Most of what was missed is made up for without holding commits up.
                (PolicyChange Change, PolicySnapshot After)[] commits;
                lock (_gate)
                {
                    commits = [.. missed.Skip(next)];
                    if (_missed != missed)
                    {
                        // A commit has written it anew meanwhile.
                        break;
                    }

                    if (commits.Length <= FewCommits)
                    {
                        if (TryApply(image, commits))
                        {
                            SwitchTo(image);
                            image = null;
                        }

                        break;
                    }
                }

                if (!TryApply(image, commits))
                {
                    break;
                }

                next += commits.Length;
            }
        }
        finally
        {
            image?.Memory.Dispose();
            lock (_gate)
            {
                if (_missed == missed)
                {
                    _missed = null;
                }
            }
        }
    }

    /// <summary>
    /// Frees what no reader can need any more, without waiting for any. Commits do it too, so this is for the time after the last one.
    /// </summary>
    /// <returns>True when nothing is left to free.</returns>
    public bool Reclaim()
    {
        lock (_gate)
        {
            while (_left.TryPeek(out var left) && left.GracePeriod.IsOver)
            {
                left.Memory.Dispose();
                _left.Dequeue();
            }

            if (_waiting is { } waiting && waiting.GracePeriod.IsOver)
            {
                _image.EndGracePeriod(waiting.Period);
                _waiting = null;
            }

            if (_waiting is null && _image.IsWaiting)
            {
                var period = _image.BeginGracePeriod();
                _waiting = (_host.BeginGracePeriod(), period);
            }

            return _waiting is null && _left.Count == 0;
        }
    }

    /// <summary>Classifies a packet, as if no callout was registered.</summary>
    /// <exception cref="ArgumentException">The values are those of another layer.</exception>
    public ClassifyResult Classify(FieldValues values) => Classify(values, default(NoCallouts));

    /// <summary>Classifies a packet.</summary>
    /// <typeparam name="TCallouts">A struct is not boxed.</typeparam>
    /// <param name="values">What the packet has in the layer's fields.</param>
    /// <param name="callouts">Calls the callouts for this packet, in the order of evaluation.</param>
    /// <exception cref="ArgumentException">The values are those of another layer.</exception>
    public ClassifyResult Classify<TCallouts>(FieldValues values, TCallouts callouts)
        where TCallouts : ICalloutInvoker
    {
        var reader = ImageReaders.Enter();
        try
        {
            return Current.Classify(values, callouts);
        }
        finally
        {
            reader.Leave();
        }
    }

    /// <summary>Classifies a packet without allocating anything.</summary>
    /// <typeparam name="TCallouts">A struct is not boxed.</typeparam>
    /// <param name="values">What the packet has in the layer's fields.</param>
    /// <param name="callouts">Calls the callouts for this packet, in the order of evaluation.</param>
    /// <param name="filterId">The filter that decided, or 0.</param>
    /// <exception cref="ArgumentException">The values are those of another layer.</exception>
    public Verdict Classify<TCallouts>(FieldValues values, ref TCallouts callouts, out ulong filterId)
        where TCallouts : ICalloutInvoker
    {
        var reader = ImageReaders.Enter();
        try
        {
            return Current.Classify(values, ref callouts, out filterId);
        }
        finally
        {
            reader.Leave();
        }
    }

    /// <summary>
    /// Classifies packets, as if no callout was registered, several side by side. Each meets the version that is in force then. Allocates
    /// nothing.
    /// </summary>
    /// <param name="packets">The packets.</param>
    /// <param name="filterIds">Gets the filter that decided each, or 0; when it is shorter, for the first packets.</param>
    /// <exception cref="ArgumentException">The packets are those of another layer, or fewer than answers are wanted.</exception>
    public void Classify(PacketBatch packets, Span<ulong> filterIds)
    {
        var reader = ImageReaders.Enter();
        try
        {
            Current.Classify(packets, filterIds);
        }
        finally
        {
            reader.Leave();
        }
    }

    /// <summary>Gives the memory back. Nobody may classify any more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            while (_left.TryDequeue(out var left))
            {
                left.Memory.Dispose();
            }

            _image.Memory.Dispose();
        }
    }

    private static bool TryApply(PolicyImage image, ReadOnlySpan<(PolicyChange Change, PolicySnapshot After)> commits)
    {
        foreach (var (change, after) in commits)
        {
            if (!image.TryApply(change, after))
            {
                return false;
            }

            // Nobody reads it yet.
            image.EndGracePeriod(image.BeginGracePeriod());
        }

        return true;
    }

    private PolicyImage Build(PolicySnapshot policy) => PolicyImage.Build(policy, Layer, _host);

    private void SwitchTo(PolicyImage image)
    {
        try
        {
            _host.Use(image.Memory);
        }
        catch
        {
            image.Memory.Dispose();
            throw;
        }

        var left = _image.Memory;
        Volatile.Write(ref _image, image);
        _left.Enqueue((_host.BeginGracePeriod(), left));
        _waiting = null;
    }
}
