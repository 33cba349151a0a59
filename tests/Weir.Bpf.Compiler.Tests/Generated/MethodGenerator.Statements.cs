using System.Collections.Immutable;

namespace Weir.Bpf.Compiler.Tests.Generated;

public sealed partial class MethodGenerator
{
    private readonly List<string> _structs = [];
    private readonly List<string> _nestedStructs = [];
    private readonly List<Buffer> _buffers = [];
    private string? _mapValue;

    private Statement RandomStatement(int depth)
    {
        var isDeep = depth >= DeepestNesting;
        return _random.Next(24) switch
        {
            0 or 1 or 2 when !isDeep => If(depth),
            // The verifier walks every turn of a loop on every path that leads to it, so one of them is enough.
            3 when !isDeep && !_hasLoop => Loop(depth),
            4 when !isDeep => Switch(depth),
            5 when _loopDepth > 0 => new Statement($"if ({Expression("bool", 1)})", [new Statement(Pick("break;", "continue;"))]),
            6 when depth > 0 && Chance(3) => new Statement($"return {Expression("ulong", 2)};"),
            7 => new Statement($"if ({Expression("bool", 1)})", [Assignment()]),
            8 => Increment(),
            9 or 10 => CompoundAssignment(),
            11 when _structs.Count > 0 => StructStatement(),
            12 when _buffers.Count > 0 => BufferStore(),
            13 => ReferenceCall(),
            20 when _mayFault => new Statement($"if ({Condition(2)})", [new Statement("throw new InvalidOperationException();")]),
            14 => Swap(),
            15 or 16 when _nestedStructs.Count > 0 => NestedStructStatement(),
            17 or 18 when _mapValue is not null => AtomicUpdate(),
            19 when _mapValue is not null && !isDeep => MapLookup(depth),
            _ => Assignment(),
        };
    }

    private ImmutableArray<Statement> Block(int depth)
    {
        var statements = ImmutableArray.CreateBuilder<Statement>();
        for (var count = _random.Next(1, 4); count > 0; count--)
            statements.Add(RandomStatement(depth));
        return statements.ToImmutable();
    }

    private Statement If(int depth) => new(
        $"if ({Expression("bool", 2)})",
        Block(depth + 1),
        Chance(2) ? new Statement("else", Block(depth + 1)) : null);

    private Statement Loop(int depth)
    {
        _hasLoop = true;
        var name = $"i{_names++}";
        var turns = _random.Next(1, LongestLoop + 1);
        var (type, head, tail) = _random.Next(6) switch
        {
            0 => ("uint", $"for (uint {name} = 0; {name} < {turns}; {name}++)", null),
            1 => ("int", $"for (var {name} = {turns}; {name} > 0; {name}--)", null),
            2 => ("long", $"for (long {name} = {_random.Next(-9, 9)}, turn{name} = 0; turn{name} < {turns}; {name} += {_random.Next(-3, 4)}, turn{name}++)", null),
            3 => ("byte", $"byte {name} = {turns}; while ({name}-- > 0)", null),
            4 => ("int", $"var {name} = 0; do", new Statement($"while (++{name} < {turns});")),
            _ => ("int", $"for (var {name} = 0; {name} < {turns}; {name}++)", null),
        };
        _readable.Add((type, name));
        _loopDepth++;
        // Branches inside of loops multiply the verifier's paths: two levels less of them.
        var body = Block(depth + 2);
        _loopDepth--;
        _readable.Remove((type, name));
        return new Statement(head, body, tail);
    }

    private Statement Switch(int depth)
    {
        var loopDepth = _loopDepth;
        // Inside of a switch 'break' means something else.
        _loopDepth = 0;
        var selector = Pick("int", "uint", "long", "byte", "sbyte");
        var labels = new HashSet<int>();
        var isDense = Chance(2);
        for (var count = _random.Next(2, 6); count > 0; count--)
            labels.Add(isDense ? _random.Next(6) : _random.Next(selector is "uint" or "byte" ? 0 : -100, 100));
        var sections = labels
            .Select(label => new Statement($"case {label}:", Block(depth + 1), new Statement("break;")))
            .Append(new Statement("default:", Block(depth + 1), new Statement("break;")));
        var statement = new Statement($"switch ({(isDense ? $"({selector})({Expression(selector, 1)} & 7)" : Expression(selector, 2))})", [.. sections]);
        _loopDepth = loopDepth;
        return statement;
    }

    private Statement Assignment()
    {
        var (type, name) = Pick([.. _writable]);
        return new Statement($"{name} = {Expression(type, 3)};");
    }

    private Statement Increment()
    {
        var (type, name) = Pick([.. _writable]);
        return new Statement(type == "bool" ? $"{name} = !{name};" : Pick($"{name}++;", $"{name}--;", $"++{name};"));
    }

    private Statement CompoundAssignment()
    {
        var (type, name) = Pick([.. _writable]);
        if (type == "bool")
            return new Statement($"{name} {Pick("&=", "|=", "^=")} {Expression("bool", 2)};");
        return new Statement(Chance(3)
            ? $"{name} {Pick("<<=", ">>=", ">>>=")} {Expression("int", 1)};"
            : $"{name} {Pick("+=", "-=", "*=", "&=", "|=", "^=")} {Expression(type, 2)};");
    }

    private Statement StructStatement()
    {
        var name = Pick([.. _structs]);
        return new Statement(_random.Next(5) switch
        {
            0 => $"{name} = Callees.Make({Expression("byte", 1)}, {Expression("long", 1)});",
            1 => $"{name} = Callees.Pick({name}, Callees.Make({Expression("byte", 1)}, {Expression("long", 1)}), {Expression("bool", 1)});",
            2 => $"{name}.C ^= Callees.CallByPointer(&{name}, {Expression("short", 1)});",
            3 => $"{name}.A += Callees.CallGlobalByPointer(&{name}, {Expression("byte", 1)});",
            _ => $"{name}.Rotate({Expression("int", 1)});",
        });
    }

    private Statement NestedStructStatement()
    {
        var name = Pick([.. _nestedStructs]);
        var part = _structs.Count > 0 ? Pick([.. _structs]) : $"{name}.First";
        return new Statement(_random.Next(6) switch
        {
            0 => $"{name}.First = Callees.Make({Expression("byte", 1)}, {Expression("long", 1)});",
            1 => $"{part} = {name}.First;",
            2 => $"{name}.First = {part};",
            3 => $"{name}.Second = {name}.First.F;",
            4 when _mapValue is { } value => Pick($"{name} = *{value};", $"*{value} = {name};", $"{value}->First = {name}.First;"),
            _ => $"{name}.First.Rotate({Expression("int", 1)});",
        });
    }

    private Statement AtomicUpdate()
    {
        var unsigned = Expression("ulong", 1);
        var target = $"{_mapValue}->First.F.Large";
        var (type, name) = Pick(_writable.Where(variable => variable.Type != "bool").ToArray());
        return new Statement(_random.Next(5) switch
        {
            0 => $"{name} = ({type})Interlocked.Add(ref {target}, {unsigned});",
            1 => $"{name} = ({type})Interlocked.Exchange(ref {_mapValue}->First.C, {Expression("int", 1)});",
            2 => $"{name} = ({type})Interlocked.CompareExchange(ref {target}, {unsigned}, {Expression("ulong", 1)});",
            3 => $"{name} = ({type})Interlocked.Increment(ref {_mapValue}->First.E);",
            _ => $"Interlocked.{Pick("And", "Or")}(ref {target}, {unsigned});",
        });
    }

    private Statement MapLookup(int depth)
    {
        var name = $"l{_names++}";
        var body = Block(depth + 1);
        return new Statement(
            $"Mixed* {name} = Memory.Several.Lookup({Expression("uint", 1)}{Pick("", " & 7")}); if ({name} != null)",
            [new Statement($"{name}->D {Pick("=", "+=", "^=")} {Expression("uint", 1)};"), new Statement($"{name}->F.Tiny++;"), .. body],
            Chance(2) ? new Statement("else", [Assignment()]) : null);
    }

    private Statement BufferStore()
    {
        var buffer = Pick([.. _buffers]);
        var operation = Pick("=", "+=", "^=");
        return new Statement(_random.Next(4) switch
        {
            0 => $"{buffer.Name}[{_random.Next(buffer.Length)}] {operation} {Expression(buffer.Type, 2)};",
            1 when buffer.IsPointer => $"*((byte*){buffer.Name} + ({Expression("uint", 1)} & {buffer.Length - 1})) {operation} {Expression("byte", 1)};",
            2 when buffer.IsPointer => $"*({buffer.Name} + ({Expression("byte", 1)} & {buffer.Length - 1})) {operation} {Expression(buffer.Type, 1)};",
            _ => $"{buffer.Name}[{Expression("uint", 1)} & {buffer.Length - 1}] {operation} {Expression(buffer.Type, 2)};",
        });
    }

    private Statement ReferenceCall()
    {
        var longs = _writable.Where(variable => variable.Type == "long").ToArray();
        return longs.Length == 0
            ? Assignment()
            : new Statement($"Callees.Accumulate(ref {Pick(longs).Name}, {Expression("short", 1)});");
    }

    private Statement Swap()
    {
        var first = Pick([.. _writable]);
        var others = _writable.Where(variable => variable.Type == first.Type && variable.Name != first.Name).ToArray();
        if (others.Length == 0)
            return Assignment();
        var second = Pick(others);
        return new Statement($"({first.Name}, {second.Name}) = ({second.Name}, {first.Name});");
    }
}
