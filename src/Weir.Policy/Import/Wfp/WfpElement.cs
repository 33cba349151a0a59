using System.Text;

namespace Weir.Policy;

/// <summary>An element of an export, read whole: one object and what is in it.</summary>
internal sealed class WfpElement(string name, int line)
{
    private List<WfpElement>? _children;
    private StringBuilder? _text;

    public string Name { get; } = name;

    public int Line { get; } = line;

    /// <summary>The text directly in it, without the blanks around it.</summary>
    public string Text => _text?.ToString() ?? "";

    public IReadOnlyList<WfpElement> Children => (IReadOnlyList<WfpElement>?)_children ?? [];

    /// <summary>The elements of a list, as <c>filterCondition</c>.</summary>
    public IEnumerable<WfpElement> Items => Children.Where(child => child.Name == "item");

    public void AddText(string text) => (_text ??= new StringBuilder()).Append(text);

    public void Add(WfpElement child) => (_children ??= []).Add(child);

    /// <summary>The first child with this name, or null.</summary>
    public WfpElement? Find(string name)
    {
        foreach (var child in Children)
        {
            if (child.Name == name)
                return child;
        }

        return null;
    }

    /// <summary>The text of the first child with this name; empty when there is none.</summary>
    public string TextOf(string name) => Find(name)?.Text ?? "";
}
