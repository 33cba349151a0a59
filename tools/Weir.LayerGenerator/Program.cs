using Weir.LayerGenerator;

if (args is not [var root] || !File.Exists(Path.Combine(root, LayerData.FileName)))
{
    Console.Error.WriteLine($"usage: Weir.LayerGenerator ROOT    where ROOT/{LayerData.FileName} is the data");
    return 2;
}

foreach (var (path, text) in GeneratedFiles.Make(LayerData.Read(Path.Combine(root, LayerData.FileName))))
{
    File.WriteAllText(Path.Combine(root, path), text);
    Console.WriteLine(path);
}

return 0;
