using System.Reflection;
using System.Reflection.Metadata;
using Weir.Bpf.Compiler.Ir;
using Weir.Bpf.Language;

namespace Weir.Bpf.Compiler.FrontEnd;

/// <summary>
/// Turns the IL of one method into blocks of the function under construction; calls of other methods are imported in place by importers of their own.
/// Scalar locals and arguments become variables (promoted to SSA later); structs and locals whose address is taken become stack slots.
/// </summary>
internal sealed partial class MethodImporter
{
    private const int MaxInliningDepth = 32;

    private readonly Compilation _compilation;
    private readonly IrBuilder _builder;
    private readonly IlBody _il;
    private readonly MethodImporter? _caller;
    private readonly SourcePoint _callSite;
    private readonly bool _hasSource;

    private readonly StackScope _scope;
    private readonly Home[] _arguments;
    private readonly Home[] _locals;
    private readonly Home? _result;
    private readonly Dictionary<int, Block> _blocks = [];
    private readonly Dictionary<int, Home[]> _entryStacks = [];
    private readonly Block _exit;
    private readonly List<StackEntry> _stack = [];
    private Type? _constraint;
    private bool _isVolatile;

    private MethodImporter(Compilation compilation, IrBuilder builder, IlBody il, MethodImporter? caller)
    {
        (_compilation, _builder, _il, _caller) = (compilation, builder, il, caller);
        _callSite = builder.Source;
        _hasSource = caller is null || compilation.Sources.Knows(il.Method);
        _scope = caller is null ? builder.Function.Scope : new StackScope(caller._scope);
        MoveTo(0);
        if (il.HasExceptionHandlers)
            throw Refuse(Diagnostic.Exceptions, $"{Refusal.NameOf(il.Method)} has exception handlers.");

        _arguments = new Home[il.Parameters.Count];
        for (var i = 0; i < _arguments.Length; i++)
            _arguments[i] = NewHome($"{il.Method.Name}.argument{i}", il.Parameters[i], il.AddressedArguments.Contains(i));
        _locals = new Home[il.Locals.Count];
        // Locals of other types are refused where they are made, which says more.
        for (var i = 0; i < _locals.Length; i++)
            _locals[i] = NewHome($"{il.Method.Name}.local{i}", il.Locals[i], il.AddressedLocals.Contains(i));
        if (il.Method is MethodInfo { ReturnType: var type } && type != typeof(void))
            _result = NewHome($"{il.Method.Name}.result", type, isAddressed: false, caller?._scope);
        _exit = builder.Function.NewBlock();
    }

    /// <summary>Imports a method as a whole function.</summary>
    public static void ImportFunction(Compilation compilation, Function function, IlBody il)
    {
        var builder = new IrBuilder(function) { Source = new SourcePoint(il.Method, 0) };
        var importer = new MethodImporter(compilation, builder, il, caller: null);
        for (var i = 0; i < importer._arguments.Length; i++)
            importer.Assign(importer._arguments[i], importer.Parameter(i));
        importer.ImportBody();
        if (importer._result is { } result)
            builder.Emit(Opcode.Return, OperandWidth.Bits64, builder.Read(result.Variable!));
        else
            builder.Emit(Opcode.Return, OperandWidth.Bits64, builder.Constant64(0));
    }

    private Value Parameter(int index)
    {
        var type = _il.Parameters[index];
        var width = Is32Bit(type) ? OperandWidth.Bits32 : OperandWidth.Bits64;
        var parameter = _builder.Emit(Opcode.Parameter, OperandWidth.Bits64);
        parameter.Immediate = index;
        parameter.IsContext = type.IsPointer
            && (type.GetElementType()!.IsDefined(typeof(ContextStructAttribute), inherit: false)
                || _il.Method.GetParameters()[index].IsDefined(typeof(ContextAttribute), inherit: false));
        parameter.StaysInRegister = type.IsPointer && type.GetElementType()!.IsDefined(typeof(StackObjectAttribute), inherit: false);
        // A caller may leave anything in the upper half of the register.
        return width == OperandWidth.Bits32 ? _builder.Truncate(parameter) : parameter;
    }

    /// <summary>Imports a call in place; returns what it leaves on the stack.</summary>
    private StackEntry? Inline(MethodBase method, Value[] arguments)
    {
        var depth = 0;
        for (var frame = this; frame is not null; frame = frame._caller)
        {
            if (frame._il.Method == method)
                throw Refuse(Diagnostic.Recursion, $"{Refusal.NameOf(method)} calls itself.");
            depth++;
        }

        if (depth > MaxInliningDepth)
            throw Refuse(Diagnostic.InliningTooDeep, $"{Refusal.NameOf(method)} is the {depth}th call inside calls.");
        var il = _compilation.BodyOf(method) ?? throw Refuse(Diagnostic.UnknownMethod, $"{Refusal.NameOf(method)} has no IL.");
        var importer = new MethodImporter(_compilation, _builder, il, this);
        for (var i = 0; i < arguments.Length; i++)
            importer.Assign(importer._arguments[i], arguments[i]);

        // Inlined all the same, like everything; but a method that the CLR is told to leave out of its callers is not on their way.
        var isUnlikely = _builder.Function.NewBlocksAreUnlikely;
        _builder.Function.NewBlocksAreUnlikely |= (method.MethodImplementationFlags & MethodImplAttributes.NoInlining) != 0;
        importer.ImportBody();
        _builder.Function.NewBlocksAreUnlikely = isUnlikely;
        _builder.Source = importer._callSite;
        return importer._result is { } result ? Load(result) : null;
    }

    private void ImportBody()
    {
        foreach (var local in _locals)
            ClearLocal(local);
        foreach (var leader in _il.Leaders)
            _blocks.Add(leader, _builder.Function.NewBlock());
        _builder.Jump(_blocks[0]);
        var faults = FindFaults();
        var reachable = false;
        foreach (var instruction in _il.Instructions)
        {
            if (_blocks.TryGetValue(instruction.Offset, out var block))
            {
                if (reachable)
                    GoTo(instruction.Offset);
                Enter(instruction.Offset, block);
                reachable = true;
            }

            if (!reachable)
                continue;
            MoveTo(instruction.Offset);
            if (faults.Contains(instruction.Offset))
                Fault();
            else
                Import(instruction);
            _isVolatile = instruction.Opcode == ILOpCode.Volatile;
            reachable = !_builder.Block.IsTerminated;
        }

        _builder.Block = _exit;
    }

    private void ClearLocal(Home local)
    {
        if (!_il.InitializesLocals)
            return;
        if (local.Slot is { } slot)
            _builder.Zero(slot, 0, slot.ByteSize);
        else if (local.Variable is { } variable)
            _builder.Write(variable, _builder.Constant(variable.Width, 0));
    }

    /// <summary>Hands the evaluation stack over to a block and jumps there.</summary>
    private void GoTo(int offset)
    {
        HandOver(offset);
        if (!_builder.Block.IsTerminated)
            _builder.Jump(_blocks[offset]);
    }

    private void HandOver(int offset)
    {
        if (_stack.Count == 0)
            return;
        if (!_entryStacks.TryGetValue(offset, out var homes))
        {
            homes = new Home[_stack.Count];
            for (var i = 0; i < homes.Length; i++)
                homes[i] = HomeOfEntry(_stack[i], $"stack{offset}.{i}");
            _entryStacks.Add(offset, homes);
        }

        for (var i = 0; i < homes.Length; i++)
            Assign(homes[i], _stack[i].Value);
    }

    private void Enter(int offset, Block block)
    {
        _builder.Block = block;
        _stack.Clear();
        if (!_entryStacks.TryGetValue(offset, out var homes))
            return;
        foreach (var home in homes)
        {
            var entry = Load(home);
            _stack.Add(entry with { IsBorrowed = false });
        }
    }

    private void MoveTo(int offset) =>
        _builder.Source = _hasSource ? new SourcePoint(_il.Method, offset) : _callSite;

    private KernelCodeNotSupportedException Refuse(Diagnostic diagnostic, string detail) =>
        _compilation.Refusal.Of(diagnostic, _builder.Source, detail);

    private void Push(StackKind kind, Value value) => _stack.Add(new StackEntry(kind, value));

    private StackEntry Pop()
    {
        var entry = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return entry;
    }
}
