using Weir.Bpf.Interop;

namespace Weir.Bpf;

public sealed partial class BpfMap
{
    /// <summary>Adds many keys or replaces their values in one system call.</summary>
    /// <param name="keys">The keys, one after the other.</param>
    /// <param name="values">As many values, one after the other.</param>
    /// <returns>The number of entries written: all of them.</returns>
    /// <exception cref="ArgumentException">The spans do not hold whole keys and as many values.</exception>
    /// <exception cref="BpfException">The map is full, an array's index is beyond its end, or the kernel refuses; the entries before were written.</exception>
    public unsafe int UpdateBatch(ReadOnlySpan<byte> keys, ReadOnlySpan<byte> values)
    {
        int count = RequireBatch(keys.Length, values.Length);
        if (count == 0)
            return 0;
        using BpfHandle.Use use = _handle.Borrow();
        fixed (byte* keyPointer = keys, valuePointer = values)
        {
            bpf_attr.batch attributes = new()
            {
                keys = (ulong)keyPointer,
                values = (ulong)valuePointer,
                count = (uint)count,
                map_fd = use.Descriptor,
            };
            int result = BpfCall.Invoke(bpf_cmd.BPF_MAP_UPDATE_BATCH, ref attributes);
            if (result < 0)
                throw DescribeUpdateRefusal(-result);
            return (int)attributes.count;
        }
    }

    /// <summary>
    /// Copies the next entries of the map in one system call. Entries that are added or removed between two batches
    /// may be missed, none is returned twice.
    /// </summary>
    /// <param name="cursor">Where to start; moved on to where the next batch starts.</param>
    /// <param name="keys">Receives keys, one after the other.</param>
    /// <param name="values">Receives as many values, one after the other.</param>
    /// <returns>The number of entries copied; 0 at the end of the map.</returns>
    /// <exception cref="ArgumentException">The spans do not hold whole keys and as many values.</exception>
    /// <exception cref="BpfException">The kernel refuses, or a bucket of a hash map has more entries than the spans hold.</exception>
    public unsafe int LookupBatch(MapCursor cursor, Span<byte> keys, Span<byte> values)
    {
        ArgumentNullException.ThrowIfNull(cursor);
        int count = RequireBatch(keys.Length, values.Length);
        if (cursor.AtEnd || count == 0)
            return 0;
        // A hash map's position takes 4 bytes however short its keys are.
        byte[] next = new byte[Math.Max(KeySize, sizeof(uint))];
        using BpfHandle.Use use = _handle.Borrow();
        fixed (byte* keyPointer = keys, valuePointer = values, inPointer = cursor.Position, outPointer = next)
        {
            bpf_attr.batch attributes = new()
            {
                in_batch = (ulong)inPointer,
                out_batch = (ulong)outPointer,
                keys = (ulong)keyPointer,
                values = (ulong)valuePointer,
                count = (uint)count,
                map_fd = use.Descriptor,
            };
            int result = BpfCall.Invoke(bpf_cmd.BPF_MAP_LOOKUP_BATCH, ref attributes);
            switch (result)
            {
                case >= 0 or -LibC.ENOENT:
                    cursor.MoveTo(next, atEnd: result == -LibC.ENOENT);
                    return (int)attributes.count;
                case -LibC.ENOSPC:
                    throw BpfException.FromErrno(
                        LibC.ENOSPC, $"read a batch of {this}", "one hash bucket has more entries than the batch; take a larger batch");
                default:
                    throw BpfException.FromErrno(-result, $"read a batch of {this}");
            }
        }
    }

    private int RequireBatch(int keyBytes, int valueBytes)
    {
        int count = keyBytes / KeySize;
        if (keyBytes != count * KeySize || valueBytes != (long)count * ElementSize)
        {
            throw new ArgumentException(
                $"{keyBytes} bytes of keys and {valueBytes} bytes of values are not as many whole keys " +
                $"({KeySize} bytes) and values ({ElementSize} bytes) of {this}.");
        }

        return count;
    }
}
