using System.Diagnostics;
using System.Text;
using CsCheck;

namespace Weir.Policy.Tests;

/// <summary>Whatever the file holds, reading it ends soon and in a document or a <see cref="PolicyException"/>.</summary>
public sealed class RobustnessTests
{
    private const string Sound =
        """
        provider: tests
        sublayers:
          - {name: s, weight: 0x2000, fail: closed}
        filters:
          - name: first
            layer: [outbound-transport, inbound-transport]
            sublayer: s
            when: >
              not (remote.address in [192.0.2.0/24, 2001:db8::/32] or remote.port not in [80, 8000-8080])
              and interface != "eth0"
            action: block
            weight: {exact: 0xffff}
          - name: second
            layer: outbound-transport
            conditions:
              - {field: icmp.type, match: equal, value: [8, 128]}
            action: permit
            hard: true
        """;

    private static readonly string[] s_fragments =
    [
        "remote.port", "remote.address", "icmp.type", "interface", "direction", "ip.protocol", "==", "!=", "<=", "in", "not", "and", "or",
        "(", ")", "[", "]", ",", "80", "8000-8080", "-", "192.0.2.1", "10.0.0.0/8", "::", "fe80::1%eth0", "tcp", "\"", "'", "{", "}", ": ", "#",
        "- ", "\n", "\n    ", "\t", "&a ", "*a", "!x ", "|", ">", "%", "\0", "\ud800", "\u2028", "\ufeff", "when: ", "name: x", "filters:",
    ];

    private static readonly Gen<string> s_noise = Gen.OneOf(
        Gen.OneOf(s_fragments),
        Gen.Char.Select(c => c.ToString()),
        Gen.Char.AlphaNumeric.Select(c => c.ToString()));

    /// <summary>The sound document with up to four places cut out, doubled or overwritten.</summary>
    private static readonly Gen<string> s_mutated = Gen.Select(Gen.Int[0, Sound.Length], Gen.Int[0, 12], s_noise, Gen.Int[0, 2])
        .Array[1, 4]
        .Select(edits => edits.Aggregate(Sound, (text, edit) =>
        {
            var (at, length, noise, kind) = edit;
            at = Math.Min(at, text.Length);
            length = Math.Min(length, text.Length - at);
            return kind switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, text.Substring(at, length)),
                _ => text.Remove(at, length).Insert(at, noise),
            };
        }));

    [Fact]
    public void Mutated_documents_are_read_or_refused() => s_mutated.Sample(ReadOrRefuse, iter: 5_000);

    [Fact]
    public void Expressions_of_shuffled_words_are_read_or_refused() =>
        Gen.OneOf(s_fragments).Array[0, 30].Sample(
            words => ReadOrRefuse(PolicyText.WithExpression($"'{string.Join(' ', words).Replace("'", "''").Replace('\n', ' ')}'")),
            iter: 5_000);

    [Fact]
    public void Random_bytes_are_read_or_refused() =>
        Gen.Byte.Array[0, 200].Sample(bytes => ReadOrRefuse(Encoding.UTF8.GetString(bytes)), iter: 5_000);

    [Fact]
    public void Every_prefix_of_a_sound_document_is_read_or_refused()
    {
        for (var length = 0; length <= Sound.Length; length++)
            ReadOrRefuse(Sound[..length]);
    }

    [Theory]
    [InlineData("[", 100_000)]
    [InlineData("{a: ", 100_000)]
    [InlineData("- ", 100_000)]
    [InlineData("a: ", 20_000)]
    [InlineData("'", 100_000)]
    [InlineData("? ", 100_000)]
    public void Deep_and_long_nonsense_is_refused(string unit, int count)
    {
        var text = string.Concat(Enumerable.Repeat(unit, count));
        Assert.Throws<PolicyException>(() => PolicyDocument.Parse(text));
    }

    /// <summary>The YAML library's scanner looks ahead in powers of two.</summary>
    [Theory]
    [InlineData(1024)]
    [InlineData(32_768)]
    public void A_directive_that_ends_the_file_ends(int length) =>
        Assert.Throws<PolicyException>(() => PolicyDocument.Parse("%directive ".PadRight(length, 'a')));

    [Theory]
    [InlineData("not ")]
    [InlineData("(")]
    [InlineData("remote.port == 80 and (")]
    public void Deeply_nested_expressions_are_refused(string unit)
    {
        var text = PolicyText.WithExpression(string.Concat(Enumerable.Repeat(unit, 50_000)));
        Assert.Contains("nested too deeply", PolicyText.Fault(text).Message);
    }

    [Fact]
    public void A_thousand_faults_are_reported_as_a_hundred()
    {
        var text = "provider: tests\nfilters:\n" + string.Concat(Enumerable.Range(0, 1_000).Select(i => $"  - {{name: f{i}}}\n"));
        Assert.Equal(100, PolicyText.Faults(text).Length);
    }

    [Fact]
    public void The_errors_that_are_left_out_are_counted()
    {
        var text = "provider: tests\nfilters:\n" + string.Concat(Enumerable.Range(0, 130).Select(i => $"  - {{name: f{i}, layer: nowhere{i}, action: block}}\n"));
        var exception = Assert.Throws<PolicyException>(() => PolicyText.Lower(text));
        Assert.Equal((100, 30), (exception.Diagnostics.Length, exception.OmittedErrors));
        Assert.EndsWith("\nand 30 more errors", exception.Message, StringComparison.Ordinal);

        var sublayers = "provider: tests\nsublayers:\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"  - {{name: s{i}, weight: {i}}}\n"));
        var one = PolicyText.Fault(sublayers + "filters: [{name: f, layer: stream-v4, action: block, sublayer: elsewhere}]");
        Assert.Matches("s38, s39, and [0-9]+ others$", one.Advice);
    }

    /// <summary>Every error looks for what was meant among all names, and shows the line that it is on.</summary>
    [Theory]
    [InlineData(20_000)]
    [InlineData(200_000)]
    public void Many_errors_on_one_long_line_take_little_memory(int length)
    {
        var layers = string.Join(", ", Enumerable.Range(0, length / 20).Select(i => $"outbuond-transprt-{i % 10}"));
        var text = $"provider: tests\nfilters: [{{name: f, action: block, layer: [{layers}]}}]";
        Read();
        var before = GC.GetAllocatedBytesForCurrentThread();

        var exception = Read();

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(length / 20, exception.Diagnostics.Length + exception.OmittedErrors);
        Assert.InRange(exception.Message.Length, 10_000, 100_000);
        Assert.InRange(allocated, 0, 4_000_000 + (text.Length * 100L));

        PolicyException Read() => Assert.Throws<PolicyException>(() => PolicyText.Lower(text));
    }

    [Fact]
    public void Long_lists_of_addresses_take_little_time()
    {
        var addresses = string.Join(", ", Enumerable.Range(0, 20_000).Select(i => $"10.{i % 3 * 2}.{i / 250 % 250}.{i % 250}"));
        var watch = Stopwatch.StartNew();
        var filters = PolicyText.LowerExpression($"\"remote.address in [{addresses}]\"");
        Assert.Single(filters);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    private static void ReadOrRefuse(string text)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            PolicyText.Lower(text);
        }
        catch (PolicyException exception)
        {
            Assert.Contains(exception.Diagnostics, d => d.Severity == PolicySeverity.Error);
            Assert.All(exception.Diagnostics, CheckPlace);
            Assert.NotEmpty(exception.Message);
        }

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"took {watch.Elapsed} for: {text}");
    }

    private static void CheckPlace(PolicyDiagnostic diagnostic)
    {
        Assert.True(diagnostic.Span.Line >= 1 && diagnostic.Span.Column >= 1 && diagnostic.Span.Length >= 1, diagnostic.ToString());
        Assert.True(diagnostic.Span.Column <= diagnostic.SourceLine.Length + 1, diagnostic.ToString());
    }
}
