namespace Weir.Bpf.Compiler.Linking;

/// <summary>Names as the kernel takes them in BTF: compiler-made and generic ones have characters that C lacks.</summary>
internal static class CIdentifier
{
    // Far below KSYM_NAME_LEN, which also has to hold the program's tag.
    private const int MaxLength = 96;

    public static string From(string name)
    {
        var characters = name.ToCharArray(0, Math.Min(name.Length, MaxLength));
        for (var i = 0; i < characters.Length; i++)
        {
            if (!char.IsAsciiLetterOrDigit(characters[i]))
                characters[i] = '_';
        }

        return char.IsAsciiDigit(characters[0]) ? $"_{new string(characters)}" : new string(characters);
    }
}
