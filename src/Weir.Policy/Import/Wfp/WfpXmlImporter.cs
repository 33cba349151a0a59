using Weir.Engine;

namespace Weir.Policy;

/// <summary>
/// Reads what <c>netsh wfp show state</c>, <c>netsh wfp show filters</c> and <c>netsh wfp capture</c> write on Windows. Effective weights
/// are kept. docs/guides/17-import.md has what becomes of what.
/// </summary>
public sealed class WfpXmlImporter : IPolicyImporter
{
    /// <inheritdoc/>
    public string Name => "wfp-xml";

    /// <inheritdoc/>
    public string Description => "what netsh wfp show state, netsh wfp show filters or netsh wfp capture wrote on Windows";

    /// <inheritdoc/>
    public bool Recognizes(string beginning)
    {
        ArgumentNullException.ThrowIfNull(beginning);
        return beginning.AsSpan().TrimStart().StartsWith("<")
            && (beginning.Contains("<wfpstate", StringComparison.Ordinal) || beginning.Contains("<wfpdiag", StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public ImportResult Import(Stream stream, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        return new Run(options).Read(stream);
    }

    private sealed class Run
    {
        private static readonly string[] s_kinds = ["provider", "provider context", "sublayer", "callout", "filter"];

        private readonly ImportOptions _options;
        private readonly ImportBuilder _builder = new("wfp-xml");
        private readonly WfpObjects _objects;
        private readonly WfpFilters _filters;

        public Run(ImportOptions options)
        {
            _options = options;
            _objects = new WfpObjects(options, _builder);
            _filters = new WfpFilters(options, _builder, _objects);
            foreach (var kind in s_kinds)
                _builder.Count(kind, 0);
        }

        public ImportResult Read(Stream stream)
        {
            using (var xml = new WfpXmlReader(stream, _options.FileName))
            {
                ReadRoots(xml);
                if (xml.RemovedCharacters > 0)
                    _builder.Inform($"{xml.RemovedCharacters} control characters were taken out of the text");
            }

            _filters.Sort();
            new WfpStandIns(_builder).Complete();
            _builder.Weights = _filters.Weights.Compare();
            return _builder.Build();
        }

        private void ReadRoots(WfpXmlReader xml)
        {
            var known = 0;
            while (xml.MoveToRoot())
            {
                if (xml.Name is "wfpstate" or "wfpdiag")
                {
                    known++;
                    xml.ReadChildren(() => ReadSection(xml));
                }
                else
                {
                    Skip(xml);
                }
            }

            if (known == 0)
                throw xml.Fault("this is no export of WFP: no root element is wfpstate or wfpdiag", "read what 'netsh wfp show state' or 'netsh wfp show filters' wrote");
        }

        private void ReadSection(WfpXmlReader xml)
        {
            switch (xml.Name)
            {
                case "layers":
                    ReadItems(xml, ReadLayer);
                    break;
                case "filters":
                    ReadItems(xml, reader => _filters.Take(reader.ReadElement()));
                    break;
                case "callouts":
                    ReadItems(xml, reader => _objects.TakeCallout(reader.ReadElement()));
                    break;
                case "providers":
                    ReadItems(xml, reader => _objects.TakeProvider(reader.ReadElement()));
                    break;
                case "providerContexts":
                    ReadItems(xml, reader => _objects.TakeProviderContext(reader.ReadElement()));
                    break;
                case "subLayers":
                    ReadItems(xml, reader => _objects.TakeSubLayer(reader.ReadElement()));
                    break;
                case "timeStamp":
                    _builder.Inform($"the file was written at {WfpKeys.Shorten(WfpObjects.Printable(xml.ReadElement().Text))}");
                    break;
                default:
                    Skip(xml);
                    break;
            }
        }

        private void ReadItems(WfpXmlReader xml, Action<WfpXmlReader> read) => xml.ReadChildren(() =>
        {
            if (xml.Name == "item")
                read(xml);
            else
                Skip(xml);
        });

        private void ReadLayer(WfpXmlReader xml) => xml.ReadChildren(() =>
        {
            switch (xml.Name)
            {
                case "layer":
                    CheckLayer(xml.ReadElement());
                    break;
                case "callouts" or "filters":
                    ReadSection(xml);
                    break;
                default:
                    Skip(xml);
                    break;
            }
        });

        /// <summary>Layers are built in. What the file has and Weir has not is worth knowing.</summary>
        private void CheckLayer(WfpElement element)
        {
            var name = element.TextOf("layerKey");
            try
            {
                var layer = WfpKeys.Layer(name);
                foreach (var item in element.Find("field")?.Items ?? [])
                {
                    var field = item.TextOf("fieldKey");
                    if (FindField(field) is not { } key || layer.FindField(key) is null)
                        _builder.Inform($"layer {layer.Name} has the field {WfpKeys.Shorten(field)} on that machine, and not here", element.Line);
                }
            }
            catch (RefusedException)
            {
                _builder.Inform($"the machine has the layer {WfpKeys.Shorten(name)}, which Weir does not know", element.Line);
            }
        }

        private static FieldKey? FindField(string text)
        {
            try
            {
                return WfpKeys.Field(text);
            }
            catch (RefusedException)
            {
                return null;
            }
        }

        private void Skip(WfpXmlReader xml)
        {
            var (name, line) = (WfpKeys.Shorten(WfpObjects.Printable(xml.Name)), xml.Line);
            var items = xml.Skip();
            if (items > 0)
                _builder.Inform($"the section {name} was passed over: it is no policy ({items} elements)", line);
        }
    }
}
