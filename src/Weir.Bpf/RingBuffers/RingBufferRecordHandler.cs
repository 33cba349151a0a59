namespace Weir.Bpf;

/// <summary>Takes one record out of a ring buffer.</summary>
/// <param name="record">The record; valid only during the call.</param>
public delegate void RingBufferRecordHandler(ReadOnlySpan<byte> record);
