namespace Weir.Captures.Tests;

public class DamagedFileTests
{
    private const int FilesEach = 2000;

    [Theory]
    [InlineData("test_dns.pcap")]
    [InlineData("test_loopback.pcap")]
    [InlineData("pcapng/le/test202.pcapng")]
    [InlineData("pcapng/be/test018.pcapng")]
    public void DamageIsNamedWhateverItIs(string name)
    {
        var sound = File.ReadAllBytes(Captures.PathOf(name));
        var random = new Random(20261124);
        var damaged = 0;
        for (var i = 0; i < FilesEach; i++)
        {
            var file = (byte[])sound.Clone();
            for (var changes = random.Next(1, 12); changes > 0; changes--)
                file[random.Next(file.Length)] = (byte)random.Next(256);

            var (frames, damage) = Captures.ReadDamaged(file[..random.Next(1, file.Length + 1)]);
            damaged += damage is null ? 0 : 1;
            foreach (var frame in frames)
                InternetPacket.TryFind(frame, out _, out _);
        }

        Assert.InRange(damaged, FilesEach / 10, FilesEach);
    }
}
