using Weir.LayerGenerator;

namespace Weir.Engine.Tests.BuiltIn;

public sealed class GeneratedFilesTests
{
    [Fact]
    public void What_is_committed_is_what_the_data_gives()
    {
        var files = GeneratedFiles.Make(LayerFile.Data);

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Equal(file.Value, File.ReadAllText(Path.Combine(LayerFile.Root, file.Key))));
    }
}
