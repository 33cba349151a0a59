namespace Weir.Bpf.Compiler.Ir;

/// <summary>The successors of a block, enumerable without allocation.</summary>
internal readonly struct Successors(Block? first, Block? second)
{
    public Enumerator GetEnumerator() => new(first, second);

    public struct Enumerator(Block? first, Block? second)
    {
        private int _position;

        public readonly Block Current => _position == 1 && first is not null ? first : second!;

        public bool MoveNext()
        {
            _position++;
            if (_position == 1 && first is null)
                _position++;
            return _position == 1 || (_position == 2 && second is not null);
        }
    }
}
