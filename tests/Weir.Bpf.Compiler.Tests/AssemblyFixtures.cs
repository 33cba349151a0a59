using Weir.Testing;

[assembly: AssemblyFixture(typeof(LeakGuard))]
