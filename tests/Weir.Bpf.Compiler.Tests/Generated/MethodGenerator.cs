using System.Collections.Immutable;

namespace Weir.Bpf.Compiler.Tests.Generated;

/// <summary>Makes random methods that use every integer type, branches, bounded loops, structs, buffers, references and calls.</summary>
public sealed partial class MethodGenerator
{
    private const int LongestLoop = 4;
    private const int DeepestNesting = 3;

    private static readonly string[] s_integerTypes = ["sbyte", "byte", "short", "ushort", "int", "uint", "long", "ulong"];

    private readonly Random _random;
    private readonly List<(string Type, string Name)> _readable = [];
    private readonly List<(string Type, string Name)> _writable = [];
    private int _names;
    private int _loopDepth;
    private bool _hasLoop;

    private MethodGenerator(int seed) => _random = new Random(seed);

    /// <summary>Makes the method of a seed.</summary>
    /// <param name="seed">Not negative.</param>
    public static GeneratedMethod Generate(int seed) => new MethodGenerator(seed).Generate(seed, statementCount: 14);

    private GeneratedMethod Generate(int seed, int statementCount)
    {
        var body = ImmutableArray.CreateBuilder<Statement>();
        var parameters = Enumerable.Range(0, _random.Next(1, 5)).Select(_ => RandomType()).ToImmutableArray();
        for (var index = 0; index < parameters.Length; index++)
            Declare(parameters[index], $"p{index}");
        for (var count = _random.Next(2, 6); count > 0; count--)
            body.Add(DeclareLocal(RandomType()));
        body.Add(DeclareLocal("bool"));
        if (Chance(2))
            DeclareStruct(body);
        if (Chance(3))
            DeclareBuffer(body);
        while (body.Count < statementCount)
            body.Add(RandomStatement(depth: 0));
        body.Add(new Statement($"return {Digest()};"));
        return new GeneratedMethod(seed, parameters, body.ToImmutable());
    }

    private Statement DeclareLocal(string type)
    {
        var initial = Expression(type, 2);
        var name = $"v{_names++}";
        Declare(type, name);
        return new Statement($"{type} {name} = {initial};");
    }

    private void DeclareStruct(ImmutableArray<Statement>.Builder body)
    {
        var name = $"s{_names++}";
        body.Add(new Statement(Chance(2)
            ? $"Mixed {name} = Callees.Make({Expression("byte", 1)}, {Expression("long", 1)});"
            : $"Mixed {name} = default;"));
        foreach (var (type, field) in new[] { ("byte", "A"), ("short", "B"), ("int", "C"), ("uint", "D"), ("long", "E"), ("sbyte", "F.Tiny"), ("ulong", "F.Large") })
            Declare(type, $"{name}.{field}");
        _structs.Add(name);
    }

    private void DeclareBuffer(ImmutableArray<Statement>.Builder body)
    {
        var type = Pick("byte", "short", "uint", "long");
        var name = $"b{_names++}";
        body.Add(new Statement($"{type}* {name} = stackalloc {type}[4];"));
        _buffers.Add((type, name));
    }

    private void Declare(string type, string name)
    {
        _readable.Add((type, name));
        _writable.Add((type, name));
    }

    // Every variable takes part in the result, so that no statement is without effect.
    private string Digest()
    {
        var terms = _writable.Select((variable, index) =>
            variable.Type == "bool" ? $"({variable.Name} ? {index + 1}UL : 0)" : $"(ulong){variable.Name} * {2 * index + 1}");
        var elements = _buffers.SelectMany(buffer => Enumerable.Range(0, 4).Select(index => $"(ulong){buffer.Name}[{index}]"));
        return string.Join(" ^ ", terms.Concat(elements));
    }

    private string RandomType() => Pick(s_integerTypes);

    private bool Chance(int outOf) => _random.Next(outOf) == 0;

    private T Pick<T>(params T[] choices) => choices[_random.Next(choices.Length)];
}
