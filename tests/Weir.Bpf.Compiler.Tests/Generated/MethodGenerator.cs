using System.Collections.Immutable;

namespace Weir.Bpf.Compiler.Tests.Generated;

/// <summary>
/// Makes random methods that use every integer type, branches, bounded loops, structs, buffers, maps, references, calls and faults.
/// </summary>
public sealed partial class MethodGenerator
{
    private const int LongestLoop = 4;
    private const int DeepestNesting = 3;
    private const int LongestBody = 10;
    private const int BufferLength = 4;
    private const int FaultResult = 77;

    private static readonly string[] s_integerTypes = ["sbyte", "byte", "short", "ushort", "int", "uint", "long", "ulong"];

    private readonly Random _random;
    private readonly bool _mayFault;
    private readonly List<(string Type, string Name)> _readable = [];
    private readonly List<(string Type, string Name)> _writable = [];
    private int _names;
    private int _loopDepth;
    private bool _hasLoop;

    private MethodGenerator(int seed)
    {
        _random = new Random(seed);
        _mayFault = Chance(3);
    }

    /// <summary>Makes the method of a seed.</summary>
    /// <param name="seed">Not negative.</param>
    public static GeneratedMethod Generate(int seed) => new MethodGenerator(seed).GenerateBody(seed);

    private GeneratedMethod GenerateBody(int seed)
    {
        // Most methods are short: what goes wrong in a long one nearly always does in some short one, at a fraction of the time.
        var statementCount = Chance(5) ? LongestBody : _random.Next(1, LongestBody / 2);
        var body = ImmutableArray.CreateBuilder<Statement>();
        var parameters = Enumerable.Range(0, _random.Next(1, 5)).Select(_ => RandomType()).ToImmutableArray();
        for (var index = 0; index < parameters.Length; index++)
            Declare(parameters[index], $"p{index}");
        for (var count = _random.Next(1, 5); count > 0; count--)
            body.Add(DeclareLocal(RandomType()));
        if (Chance(2))
            body.Add(DeclareLocal("bool"));
        if (Chance(3))
            DeclareStruct(body);
        if (Chance(5))
            DeclareNestedStruct(body);
        if (Chance(4))
            DeclareBuffer(body);
        if (Chance(5))
            DeclareMapValue(body);
        for (; statementCount > 0; statementCount--)
            body.Add(RandomStatement(depth: 0));
        body.Add(new Statement($"return {Digest()};"));
        return new GeneratedMethod(seed, parameters, body.ToImmutable(), _mayFault ? FaultResult : null);
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

    private void DeclareNestedStruct(ImmutableArray<Statement>.Builder body)
    {
        var name = $"n{_names++}";
        body.Add(new Statement($"Outer {name} = default;"));
        _nestedStructs.Add(name);
        DeclareFieldsOf($"{name}.");
        _buffers.Add(new Buffer("uint", $"{name}.Table", BufferLength, IsPointer: false));
    }

    private void DeclareBuffer(ImmutableArray<Statement>.Builder body)
    {
        var type = Pick("byte", "short", "uint", "long");
        var name = $"b{_names++}";
        body.Add(new Statement($"{type}* {name} = stackalloc {type}[{BufferLength}];"));
        _buffers.Add(new Buffer(type, name, BufferLength, IsPointer: true));
    }

    private void DeclareMapValue(ImmutableArray<Statement>.Builder body)
    {
        var name = $"m{_names++}";
        body.Add(new Statement($"Outer* {name} = Memory.Single.First();"));
        _mapValue = name;
        DeclareFieldsOf($"{name}->");
        _buffers.Add(new Buffer("uint", $"{name}->Table", BufferLength, IsPointer: true));
    }

    private void DeclareFieldsOf(string outer)
    {
        foreach (var (type, field) in new[] { ("ushort", "Before"), ("int", "First.C"), ("short", "First.B"), ("ulong", "First.F.Large"), ("sbyte", "Second.Tiny") })
            Declare(type, $"{outer}{field}");
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
        var elements = _buffers.SelectMany(buffer => Enumerable.Range(0, buffer.Length).Select(index => $"(ulong){buffer.Name}[{index}]"));
        return string.Join(" ^ ", terms.Concat(elements));
    }

    private string RandomType() => Pick(s_integerTypes);

    private bool Chance(int outOf) => _random.Next(outOf) == 0;

    private T Pick<T>(params T[] choices) => choices[_random.Next(choices.Length)];

    /// <summary>An array on the stack, in a struct or in a map value.</summary>
    /// <param name="Type">The type of its elements.</param>
    /// <param name="Name">How C# names it.</param>
    /// <param name="Length">How many elements; a power of two.</param>
    /// <param name="IsPointer">Whether the name can be used as a pointer.</param>
    private sealed record Buffer(string Type, string Name, int Length, bool IsPointer);
}
