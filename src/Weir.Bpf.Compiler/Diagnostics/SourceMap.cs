using System.IO.Compression;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text;

namespace Weir.Bpf.Compiler;

/// <summary>
/// Finds the C# statement of an IL offset through the assembly's portable debug information, embedded or beside it.
/// Texts come from the sources embedded there, or from disk.
/// </summary>
internal sealed class SourceMap : IDisposable
{
    private static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    private readonly Dictionary<Assembly, MetadataReaderProvider?> _debugInformation = [];
    private readonly Dictionary<MethodBase, List<SequencePoint>> _sequencePoints = [];
    private readonly Dictionary<(MetadataReader, DocumentHandle), (string Path, string[] Lines)> _documents = [];

    /// <summary>Whether the method's own source is known; library code without debug information is shown at its call.</summary>
    public bool Knows(MethodBase method) => PointsOf(method).Count > 0;

    /// <summary>The IL offsets where the method's statements start; none when its source is not known.</summary>
    public HashSet<int> StatementsOf(MethodBase method) => [.. PointsOf(method).Select(point => point.Offset)];

    /// <summary>The statement at an IL offset, or null.</summary>
    public SourceLocation? Find(MethodBase? method, int offset)
    {
        if (method is null)
            return null;
        var points = PointsOf(method);
        if (points.Count == 0)
            return null;
        var found = points[0];
        foreach (var point in points)
        {
            if (point.Offset > offset)
                break;
            found = point;
        }

        var reader = ReaderOf(method.Module.Assembly)!;
        var (path, lines) = DocumentOf(reader, found.Document);
        return new SourceLocation(path, found.StartLine, found.StartColumn, TextOf(found, lines));
    }

    public void Dispose()
    {
        foreach (var provider in _debugInformation.Values)
            provider?.Dispose();
    }

    private static string TextOf(SequencePoint point, string[] lines)
    {
        if (point.StartLine > lines.Length)
            return "";
        var line = lines[point.StartLine - 1];
        var end = point.EndLine == point.StartLine ? Math.Min(point.EndColumn - 1, line.Length) : line.Length;
        var start = Math.Min(point.StartColumn - 1, end);
        return line[start..end].Trim();
    }

    private List<SequencePoint> PointsOf(MethodBase method)
    {
        if (_sequencePoints.TryGetValue(method, out var points))
            return points;
        points = [];
        if (ReaderOf(method.Module.Assembly) is { } reader)
        {
            var handle = ((MethodDefinitionHandle)MetadataTokens.Handle(method.MetadataToken)).ToDebugInformationHandle();
            foreach (var point in reader.GetMethodDebugInformation(handle).GetSequencePoints())
            {
                if (!point.IsHidden)
                    points.Add(point);
            }
        }

        _sequencePoints.Add(method, points);
        return points;
    }

    private MetadataReader? ReaderOf(Assembly assembly)
    {
        if (!_debugInformation.TryGetValue(assembly, out var provider))
        {
            provider = Open(assembly);
            _debugInformation.Add(assembly, provider);
        }

        return provider?.GetMetadataReader();
    }

    private static MetadataReaderProvider? Open(Assembly assembly)
    {
        // Base class library code, and what stands for it, has no sources that would help the reader of a verifier log.
        if (assembly == typeof(object).Assembly || assembly == typeof(SourceMap).Assembly || assembly.IsDynamic || string.IsNullOrEmpty(assembly.Location))
            return null;
        using var image = new PEReader(File.OpenRead(assembly.Location));
        foreach (var entry in image.ReadDebugDirectory())
        {
            if (entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb)
                return image.ReadEmbeddedPortablePdbDebugDirectoryData(entry);
        }

        var beside = Path.ChangeExtension(assembly.Location, ".pdb");
        return File.Exists(beside) ? MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(beside)) : null;
    }

    private (string Path, string[] Lines) DocumentOf(MetadataReader reader, DocumentHandle handle)
    {
        if (_documents.TryGetValue((reader, handle), out var document))
            return document;
        var path = reader.GetString(reader.GetDocument(handle).Name);
        document = (path, LinesOf(reader, handle, path));
        _documents.Add((reader, handle), document);
        return document;
    }

    private static string[] LinesOf(MetadataReader reader, DocumentHandle handle, string path)
    {
        foreach (var informationHandle in reader.GetCustomDebugInformation(handle))
        {
            var information = reader.GetCustomDebugInformation(informationHandle);
            if (reader.GetGuid(information.Kind) == EmbeddedSource)
                return Decode(reader.GetBlobBytes(information.Value)).Split('\n');
        }

        return File.Exists(path) ? File.ReadAllLines(path) : [];
    }

    /// <summary>An embedded source is its length (0 when stored plainly) and the bytes, deflated when a length is given.</summary>
    private static string Decode(byte[] blob)
    {
        const int headerSize = sizeof(int);
        var bytes = new MemoryStream(blob, headerSize, blob.Length - headerSize);
        using Stream source = BitConverter.ToInt32(blob) == 0 ? bytes : new DeflateStream(bytes, CompressionMode.Decompress);
        using var text = new StreamReader(source, Encoding.UTF8);
        return text.ReadToEnd();
    }
}
