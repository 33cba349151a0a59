using System.Globalization;
using Weir.Linux;
using Weir.Policy;

namespace Weir.Cli.Explaining;

/// <summary>
/// Names in descriptions of traffic: interfaces as the policy names them, whatever they are, and this machine's users and groups.
/// </summary>
internal sealed class MachineNames : ITrafficNames
{
    private readonly PlaceholderInterfaces _interfaces = new();

    public IReadOnlyCollection<string> Names => _interfaces.Names;

    public uint? FindIndex(string name) => _interfaces.FindIndex(name);

    public string? NameOfInterface(uint index) => _interfaces.NameOf(index);

    public uint? FindUser(string name) => FindNumber("/etc/passwd", name);

    public uint? FindGroup(string name) => FindNumber("/etc/group", name);

    public ulong? FindControlGroup(string path) => ControlGroup.FindId(path);

    /// <summary>Both files have the name first and the number third, between colons (passwd(5), group(5)).</summary>
    private static uint? FindNumber(string path, string name)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        foreach (string line in File.ReadLines(path))
        {
            string[] columns = line.Split(':');
            if (columns.Length > 2 && columns[0] == name && uint.TryParse(columns[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint number))
            {
                return number;
            }
        }

        return null;
    }
}
