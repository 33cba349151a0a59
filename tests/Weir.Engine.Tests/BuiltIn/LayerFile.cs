using Weir.LayerGenerator;

namespace Weir.Engine.Tests.BuiltIn;

/// <summary>The data that the layers are made from.</summary>
internal static class LayerFile
{
    public static string Root { get; } = FindRoot();

    public static LayerData Data { get; } = LayerData.Read(Path.Combine(Root, LayerData.FileName));

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Weir.slnx")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException($"No Weir.slnx above {AppContext.BaseDirectory}.");
    }
}
