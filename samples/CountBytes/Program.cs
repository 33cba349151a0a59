// Compiles a C# method to eBPF, loads it, and lets the kernel run it on two packets. Nothing is attached, nothing stays.
using Weir.Bpf;
using Weir.Bpf.Compiler;

CompiledProgram compiled = ProgramCompiler.Compile(typeof(ByteCounter).GetMethod(nameof(ByteCounter.CountBytes))!);
Console.WriteLine(Disassembler.Disassemble(compiled.Program));

MapDeclaration bytes = compiled.Maps.Single();
using BpfMap map = BpfMap.Create(bytes.Spec);
using BpfProgram program = BpfProgram.Load(compiled.Program, new Dictionary<string, BpfMap> { [bytes.Key] = map });

byte[] datagram = new byte[100];
datagram[12] = 0x08; // Ethernet: IPv4
datagram[14] = 0x45; // IPv4, 20 bytes of header
datagram[14 + 9] = 17; // UDP
program.TestRun(datagram);
program.TestRun(datagram);

Console.WriteLine($"UDP: {map.View<uint, ulong>()[17]} bytes");
