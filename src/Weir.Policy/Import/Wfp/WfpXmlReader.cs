using System.Text;
using System.Xml;

namespace Weir.Policy;

/// <summary>
/// Goes through an export one object at a time: only the current one is in memory. Files have two root elements, so they are read as a
/// fragment of XML.
/// </summary>
internal sealed class WfpXmlReader : IDisposable
{
    /// <summary>Characters of the largest file that is read.</summary>
    public const long LargestFile = 256 * 1024 * 1024;

    // A filter of the firewall has at most a few hundred conditions of a dozen elements.
    private const int MostElements = 500_000;
    private const int LongestText = 8 * 1024 * 1024;
    private const int DeepestNesting = 64;

    private readonly string _fileName;
    private readonly PrintableReader _text;
    private readonly XmlReader _xml;

    public WfpXmlReader(Stream stream, string fileName)
    {
        _fileName = fileName;
        _text = new PrintableReader(new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, leaveOpen: true));
        _xml = XmlReader.Create(_text, new XmlReaderSettings
        {
            ConformanceLevel = ConformanceLevel.Fragment,
            CheckCharacters = false,
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            IgnoreWhitespace = true,
            MaxCharactersInDocument = LargestFile,
        });
    }

    /// <summary>Control characters that were taken out of the text.</summary>
    public long RemovedCharacters => _text.Removed;

    /// <summary>Name of the element that stands next.</summary>
    public string Name => _xml.LocalName;

    /// <summary>Line of the element that stands next.</summary>
    public int Line => ((IXmlLineInfo)_xml).LineNumber;

    /// <summary>Goes to the next root element.</summary>
    /// <returns>False at the end of the file.</returns>
    public bool MoveToRoot() => Guard(() =>
    {
        if (_xml.ReadState == ReadState.Initial)
            _xml.Read();
        while (!_xml.EOF && _xml.NodeType != XmlNodeType.Element)
            _xml.Read();
        return !_xml.EOF;
    });

    /// <summary>Goes through the children of the element that stands next, and beyond it.</summary>
    /// <param name="take">Called at each child; it must read it, by any of the methods here.</param>
    public void ReadChildren(Action take)
    {
        if (_xml.IsEmptyElement)
        {
            Advance();
            return;
        }

        Advance();
        while (_xml.NodeType != XmlNodeType.EndElement)
        {
            if (_xml.EOF)
                throw Fault("the file ends before its elements do", "export it again: it was cut off");
            if (_xml.NodeType == XmlNodeType.Element)
                take();
            else
                Advance();
        }

        Advance();
    }

    /// <summary>Reads the element that stands next whole, and goes beyond it.</summary>
    public WfpElement ReadElement() => Guard(() =>
    {
        var root = new WfpElement(Name, Line);
        if (_xml.IsEmptyElement)
        {
            _xml.Read();
            return root;
        }

        var open = new Stack<WfpElement>([root]);
        var (elements, characters) = (1, 0);
        while (open.Count > 0)
        {
            if (!_xml.Read())
                throw Fault("the file ends before its elements do", "export it again: it was cut off");
            switch (_xml.NodeType)
            {
                case XmlNodeType.Element:
                    if (++elements > MostElements || open.Count > DeepestNesting)
                        throw Fault("the object is too large", $"an object has at most {MostElements} elements, {DeepestNesting} deep");
                    var child = new WfpElement(Name, Line);
                    open.Peek().Add(child);
                    if (!_xml.IsEmptyElement)
                        open.Push(child);
                    break;
                case XmlNodeType.EndElement:
                    open.Pop();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                    if ((characters += _xml.Value.Length) > LongestText)
                        throw Fault("the object is too large", $"an object has at most {LongestText} characters");
                    open.Peek().AddText(_xml.Value.Trim());
                    break;
                default:
                    break;
            }
        }

        _xml.Read();
        return root;
    });

    /// <summary>Passes over the element that stands next.</summary>
    /// <returns>How many children it has.</returns>
    public int Skip()
    {
        var children = 0;
        ReadChildren(() =>
        {
            children++;
            Guard(() =>
            {
                _xml.Skip();
                return true;
            });
        });
        return children;
    }

    public void Dispose()
    {
        _xml.Dispose();
        _text.Dispose();
    }

    /// <summary>What is wrong with the file where the reader stands.</summary>
    public PolicyException Fault(string message, string? advice) => Fault(message, advice, Line, ((IXmlLineInfo)_xml).LinePosition);

    private void Advance() => Guard(() => _xml.Read());

    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (XmlException exception)
        {
            throw Fault(
                "this is not XML: " + Sentence(exception.Message),
                "read what 'netsh wfp show state' or 'netsh wfp show filters' wrote, unchanged",
                exception.LineNumber,
                exception.LinePosition);
        }
    }

    private PolicyException Fault(string message, string? advice, int line, int column) => new([
        new PolicyDiagnostic
        {
            Severity = PolicySeverity.Error,
            File = _fileName,
            Span = new SourceSpan(Math.Max(line, 1), Math.Max(column, 1), 1),
            Path = "",
            Message = message,
            Advice = advice,
            SourceLine = "",
        },
    ]);

    // The place is told in the diagnostic's own way.
    private static string Sentence(string message)
    {
        var place = message.IndexOf(" Line ", StringComparison.Ordinal);
        message = (place < 0 ? message : message[..place]).TrimEnd('.');
        return message.Length > 0 ? char.ToLowerInvariant(message[0]) + message[1..] : message;
    }
}
