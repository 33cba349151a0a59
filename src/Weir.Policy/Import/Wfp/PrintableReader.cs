namespace Weir.Policy;

/// <summary>A text without the control characters that exports can have in their names, and XML cannot.</summary>
internal sealed class PrintableReader(TextReader source) : TextReader
{
    /// <summary>Characters taken out so far.</summary>
    public long Removed { get; private set; }

    public override int Peek()
    {
        while (source.Peek() is var next and >= 0 && IsRemoved((char)next))
        {
            source.Read();
            Removed++;
        }

        return source.Peek();
    }

    public override int Read() => Peek() < 0 ? -1 : source.Read();

    public override int Read(char[] buffer, int index, int count)
    {
        while (true)
        {
            var read = source.Read(buffer, index, count);
            var kept = index;
            for (var i = index; i < index + read; i++)
            {
                if (!IsRemoved(buffer[i]))
                    buffer[kept++] = buffer[i];
            }

            Removed += read - (kept - index);
            if (kept > index || read <= 0)
                return kept - index;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            source.Dispose();
        base.Dispose(disposing);
    }

    // The byte order mark goes too: one is left inside of files that were joined.
    private static bool IsRemoved(char character) =>
        (character < ' ' && character is not ('\t' or '\n' or '\r')) || character is '\ufeff' or '\ufffe' or '\uffff';
}
