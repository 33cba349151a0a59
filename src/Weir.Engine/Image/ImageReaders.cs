using System.Runtime.InteropServices;

namespace Weir.Engine;

/// <summary>
/// Who reads policy images on the CLR, so that writers know what nobody reads any more. A reader stores twice into a place of its own
/// thread and never waits; a writer pays for both with a barrier on all processors.
/// </summary>
internal static class ImageReaders
{
    private static readonly Lock s_gate = new();
    private static readonly List<WeakReference<Reader>> s_readers = [];

    [ThreadStatic]
    private static Reader? t_reader;

    /// <summary>Begins to read; may be nested.</summary>
    /// <returns>What ends it.</returns>
    public static Reader Enter()
    {
        var reader = t_reader ?? Add();
        if (reader.Depth++ == 0)
        {
            // Odd: reading. The writer's barrier orders it before what is read.
            Volatile.Write(ref reader.Turn, reader.Turn + 1);
        }

        return reader;
    }

    /// <summary>Begins to wait for all who are reading now.</summary>
    public static IGracePeriod BeginGracePeriod()
    {
        // Whoever is not seen reading behind this has not read anything yet, and will find what was written before it.
        Interlocked.MemoryBarrierProcessWide();
        var waiting = new List<(Reader Reader, long Turn)>();
        lock (s_gate)
        {
            for (var i = s_readers.Count - 1; i >= 0; i--)
            {
                if (!s_readers[i].TryGetTarget(out var reader))
                {
                    s_readers.RemoveAt(i);
                }
                else if (Volatile.Read(ref reader.Turn) is var turn && (turn & 1) != 0)
                {
                    waiting.Add((reader, turn));
                }
            }
        }

        return new GracePeriod(waiting);
    }

    private static Reader Add()
    {
        var reader = new Reader();
        t_reader = reader;
        lock (s_gate)
        {
            s_readers.Add(new WeakReference<Reader>(reader));
        }

        return reader;
    }

    /// <summary>A thread that reads. It fills two cache lines, so that threads do not write to the same one.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 128)]
    internal sealed class Reader
    {
        internal long Turn;
        internal int Depth;

        /// <summary>Ends what <see cref="Enter"/> began, on the same thread.</summary>
        public void Leave()
        {
            if (--Depth == 0)
            {
                Volatile.Write(ref Turn, Turn + 1);
            }
        }
    }

    private sealed class GracePeriod(List<(Reader Reader, long Turn)> waiting) : IGracePeriod
    {
        public bool IsOver
        {
            get
            {
                waiting.RemoveAll(reader => Volatile.Read(ref reader.Reader.Turn) != reader.Turn);
                return waiting.Count == 0;
            }
        }
    }
}
