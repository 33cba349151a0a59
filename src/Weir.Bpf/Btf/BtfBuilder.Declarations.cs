namespace Weir.Bpf;

public sealed partial class BtfBuilder
{
    /// <summary>Adds a function prototype.</summary>
    /// <param name="returnType">The type returned; zero for void.</param>
    /// <param name="parameters">The parameters in order. The kernel wants them named in prototypes that functions use.</param>
    /// <exception cref="ArgumentException">A name is not an identifier.</exception>
    public int AddFunctionPrototype(int returnType, params ReadOnlySpan<BtfParameter> parameters)
    {
        var contents = new uint[parameters.Length * 2];
        for (int i = 0; i < parameters.Length; i++)
        {
            contents[i * 2] = AddString(CheckOptionalIdentifier(parameters[i].Name, BtfKind.FunctionPrototype));
            contents[(i * 2) + 1] = (uint)parameters[i].TypeId;
        }

        return Add(BtfKind.FunctionPrototype, "", (uint)returnType, contents, parameters.Length);
    }

    /// <summary>Adds a function.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="prototype">Its prototype.</param>
    /// <param name="linkage">A global function is verified alone, a static one at each call.</param>
    /// <exception cref="ArgumentException">The name is not an identifier.</exception>
    // The linkage stands where other kinds count their items.
    public int AddFunction(string name, int prototype, BtfLinkage linkage) =>
        Add(BtfKind.Function, CheckIdentifier(name, BtfKind.Function), (uint)prototype, items: (int)linkage);

    /// <summary>Adds a variable.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">Its type.</param>
    /// <param name="linkage">Its linkage.</param>
    /// <exception cref="ArgumentException">The name is not an identifier.</exception>
    public int AddVariable(string name, int type, BtfLinkage linkage) =>
        Add(BtfKind.Variable, CheckIdentifier(name, BtfKind.Variable), (uint)type, [(uint)linkage]);

    /// <summary>Adds a data section.</summary>
    /// <param name="name">Its name, such as <c>.bss</c>.</param>
    /// <param name="byteSize">Its size.</param>
    /// <param name="variables">What it holds, by ascending offset.</param>
    public int AddDataSection(string name, int byteSize, params ReadOnlySpan<BtfSectionVariable> variables)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var contents = new uint[variables.Length * 3];
        for (int i = 0; i < variables.Length; i++)
        {
            contents[i * 3] = (uint)variables[i].TypeId;
            contents[(i * 3) + 1] = (uint)variables[i].Offset;
            contents[(i * 3) + 2] = (uint)variables[i].Size;
        }

        return Add(BtfKind.DataSection, name, (uint)byteSize, contents, variables.Length);
    }

    /// <summary>Adds a tag on a declaration, such as <c>arg:nonnull</c> on a parameter of a global function.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="target">The struct, union, function, variable or typedef tagged.</param>
    /// <param name="component">The index of the member or parameter tagged; minus one for the declaration itself.</param>
    public int AddDeclarationTag(string tag, int target, int component = -1)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        return Add(BtfKind.DeclarationTag, tag, (uint)target, [(uint)component]);
    }
}
