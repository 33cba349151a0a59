using System.Globalization;
using System.Text;
using Weir.Engine;
using Weir.Store.Sqlite;
using Weir.Store.Sqlite.Writer;

// A process for tests to kill, or to run in surroundings of its own.
switch (args)
{
    case ["commit", var path]:
        Commit(path);
        return 0;
    case ["fill", var path]:
        Fill(path);
        return 0;
    default:
        Console.Error.WriteLine("Usage: Weir.Store.Sqlite.Writer commit|fill STORE");
        return 2;
}

// Commits round after round for ever, from the first line of standard input on, and tells of each when it is committed.
static void Commit(string path)
{
    WarmUp();
    using var output = Console.OpenStandardOutput();
    output.Write("ready\n"u8);
    Console.ReadLine();
    using var store = SqlitePolicyStore.Open(path);
    using var engine = new FilterEngine(new ManagedEngine(), new FilterEngineOptions { Store = store });
    using var session = engine.OpenSession();
    for (var number = Round.LastIn(engine.Policy) + 1; ; number++)
    {
        var ids = new Round(number).Commit(session);

        // One write(2), so that a line is there whole or not at all.
        output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{number} {string.Join(' ', ids)}\n")));
    }
}

// Has the code compiled, so that a kill soon after the start meets commits and not the compiler.
static void WarmUp()
{
    var directory = Directory.CreateTempSubdirectory("weir-store-warm-");
    try
    {
        using var store = SqlitePolicyStore.Open(Path.Combine(directory.FullName, "policy.db"));
        using var engine = new FilterEngine(new ManagedEngine(), new FilterEngineOptions { Store = store });
        using var session = engine.OpenSession();
        for (var number = 1; number <= Round.Kept + 2; number++)
        {
            new Round(number).Commit(session);
        }
    }
    finally
    {
        directory.Delete(recursive: true);
    }
}

// Commits until the store refuses, and tells why, what is left, and whether it goes on when there is room again.
static void Fill(string path)
{
    var ballast = path + ".ballast";
    try
    {
        using (var store = SqlitePolicyStore.Open(path))
        {
            File.WriteAllBytes(ballast, new byte[200_000]);
            Console.WriteLine("opened");
            using var engine = new FilterEngine(new ManagedEngine(), new FilterEngineOptions { Store = store });
            using var session = engine.OpenSession();
            List<Guid> kept = [];
            try
            {
                while (true)
                {
                    kept.Add(session.AddProvider(new ProviderSpec { Name = "large", ProviderData = ByteBlob.Create(new byte[20_000]), Persistent = true }));
                }
            }
            catch (PolicyStoreException refusal)
            {
                Console.WriteLine($"{refusal.Error} {refusal.Message}");
            }

            Console.WriteLine(kept.Count > 0 && kept.SequenceEqual(store.Load().Providers.Select(provider => provider.Key)) ? "kept" : "lost");
            File.Delete(ballast);
            session.DeleteProvider(kept[0]);
            kept.RemoveAt(0);
            Console.WriteLine(kept.SequenceEqual(store.Load().Providers.Select(provider => provider.Key)) ? "goes on" : "does not go on");
        }

        using var again = SqlitePolicyStore.Open(path);
        Console.WriteLine($"opened again with {again.Load().Providers.Length > 0}");
    }
    catch (PolicyStoreException refusal)
    {
        Console.WriteLine($"{refusal.Error} {refusal.Message}");
    }
}
