using Weir.Bpf;
using Weir.Bpf.Compiler;

namespace Weir.Linux;

/// <summary>
/// The kernel's maps behind the static fields of callout classes. A map belongs to its field: callouts that use the same field share
/// it, and it lives as long as one of them is registered.
/// </summary>
internal sealed class CalloutMapPool : IDisposable
{
    private readonly Dictionary<string, Entry> _entries = [];

    /// <summary>Gives the maps of one callout, and makes those that are not there yet.</summary>
    public IReadOnlyDictionary<string, BpfMap> Acquire(IEnumerable<MapDeclaration> declarations)
    {
        Dictionary<string, BpfMap> maps = [];
        try
        {
            foreach (MapDeclaration declaration in declarations)
            {
                if (!_entries.TryGetValue(declaration.Key, out Entry? entry))
                {
                    entry = new Entry(BpfMap.Create(declaration.Spec));
                    _entries.Add(declaration.Key, entry);
                }

                entry.Users++;
                maps.Add(declaration.Key, entry.Map);
            }

            return maps;
        }
        catch
        {
            Release(maps.Keys);
            throw;
        }
    }

    public void Release(IEnumerable<string> keys)
    {
        foreach (string key in keys)
        {
            if (_entries.TryGetValue(key, out Entry? entry) && --entry.Users == 0)
            {
                _entries.Remove(key);
                entry.Map.Dispose();
            }
        }
    }

    public void Dispose()
    {
        foreach (Entry entry in _entries.Values)
        {
            entry.Map.Dispose();
        }

        _entries.Clear();
    }

    private sealed class Entry(BpfMap map)
    {
        public BpfMap Map { get; } = map;

        public int Users { get; set; }
    }
}
