using System.Numerics;

namespace Weir.Bpf.Compiler.BackEnd;

/// <summary>A set of small numbers.</summary>
internal readonly struct BitSet(int capacity)
{
    private readonly ulong[] _words = new ulong[(capacity + 63) / 64];

    public bool Contains(int item) => (_words[item >> 6] & (1UL << item)) != 0;

    public void Add(int item) => _words[item >> 6] |= 1UL << item;

    public void Remove(int item) => _words[item >> 6] &= ~(1UL << item);

    /// <summary>Adds all of another set; returns whether anything was new.</summary>
    public bool UnionWith(BitSet other)
    {
        var changed = false;
        for (var i = 0; i < _words.Length; i++)
        {
            var union = _words[i] | other._words[i];
            changed |= union != _words[i];
            _words[i] = union;
        }

        return changed;
    }

    public void CopyFrom(BitSet other) => other._words.CopyTo(_words, 0);

    public Enumerator GetEnumerator() => new(_words);

    public struct Enumerator(ulong[] words)
    {
        private int _word = -1;
        private ulong _rest;

        public int Current { get; private set; }

        public bool MoveNext()
        {
            while (_rest == 0)
            {
                if (++_word >= words.Length)
                    return false;
                _rest = words[_word];
            }

            Current = (_word << 6) + BitOperations.TrailingZeroCount(_rest);
            _rest &= _rest - 1;
            return true;
        }
    }
}
