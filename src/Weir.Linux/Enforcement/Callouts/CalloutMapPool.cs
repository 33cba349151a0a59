using Weir.Bpf;
using Weir.Bpf.Compiler;

namespace Weir.Linux;

/// <summary>
/// The kernel's maps behind the static fields of callout classes. A map belongs to its field: callouts that use the same field share
/// it, and it lives as long as one of them is registered.
/// </summary>
internal sealed class CalloutMapPool : IDisposable
{
    private readonly Dictionary<string, CalloutMap> _maps = [];

    /// <summary>Gives the maps of one callout, and makes those that are not there yet.</summary>
    public IReadOnlyDictionary<string, CalloutMap> Acquire(IEnumerable<MapDeclaration> declarations)
    {
        Dictionary<string, CalloutMap> maps = [];
        try
        {
            foreach (MapDeclaration declaration in declarations)
            {
                if (!_maps.TryGetValue(declaration.Key, out CalloutMap? map))
                {
                    map = new CalloutMap(BpfMap.Create(declaration.Spec));
                    _maps.Add(declaration.Key, map);
                }

                map.Users++;
                maps.Add(declaration.Key, map);
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
            if (_maps.TryGetValue(key, out CalloutMap? map) && --map.Users == 0)
            {
                _maps.Remove(key);
                map.Dispose();
            }
        }
    }

    public void Dispose()
    {
        foreach (CalloutMap map in _maps.Values)
        {
            map.Dispose();
        }

        _maps.Clear();
    }
}
