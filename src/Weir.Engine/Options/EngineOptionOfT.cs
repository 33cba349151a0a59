namespace Weir.Engine;

/// <summary>An option of the engine, with the type of its values. <see cref="EngineOption"/> has them all.</summary>
/// <typeparam name="T">Type of its values.</typeparam>
public sealed class EngineOption<T>
{
    internal EngineOption(uint id, string name, Func<EngineSettings, T> read, Func<EngineSettings, T, EngineSettings> write)
    {
        Id = id;
        Name = name;
        Read = read;
        Write = write;
    }

    /// <summary>WFP's number, of <c>FWPM_ENGINE_OPTION</c>.</summary>
    public uint Id { get; }

    /// <summary>WFP's name without <c>FWPM_ENGINE_</c>.</summary>
    public string Name { get; }

    internal Func<EngineSettings, T> Read { get; }

    internal Func<EngineSettings, T, EngineSettings> Write { get; }

    /// <summary>Why a value is refused, and with which code; null when it is acceptable.</summary>
    internal Func<T, (FwpError Code, string Reason)?> FindProblem { get; init; } = _ => null;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
