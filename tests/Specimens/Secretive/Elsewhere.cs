using System.Collections;
using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.Globalization;
using System.Text;
using SmokeTests;
using Xunit;

namespace Specimens;

/// <summary>Secrets in what .NET and xunit write beside a test's own words.</summary>
[Team("leaky"), Every("1h"), OnlyIn("local")]
public class Elsewhere : Journey
{
    private static string Variable => System.Environment.GetEnvironmentVariable("CANARY_KEY") ?? "no key";

    public static IEnumerable<TheoryDataRow<int>> Named =>
        [new TheoryDataRow<int>(1) { TestDisplayName = $"A row named {Variable}", Label = Variable, Traits = { ["key"] = [Variable] } }];

    public static IEnumerable<TheoryDataRow<int>> Skipped => [new TheoryDataRow<int>(1) { Skip = $"not with {Variable}" }];

    [Fact]
    public void In_an_exceptions_data() =>
        throw new InvalidOperationException("see its data") { Data =
            { ["key"] = Secret("key").Reveal(), [Secret("pem").Reveal()] = "pem" } };

    [Fact]
    public void In_an_exceptions_own_text() => throw new Telling(Secret("key").Reveal());

    [Fact]
    public void Far_inside_of_exceptions() => throw new InvalidOperationException("1", new AggregateException("2",
        new InvalidOperationException("3", new Telling(Secret("key").Reveal())),
        new AggregateException(new InvalidOperationException(Secret("pem").Reveal(),
            new FormatException(Account("canary").Password.Reveal())))));

    [Fact]
    public void In_texts_that_differ()
    {
        var pem = Secret("pem").Reveal();
        Assert.Equal(pem, pem.Replace("CANARYpemLineTwoIsHere", "another", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Named))]
    public void In_a_rows_name(int row) => Assert.Fail($"row {row}");

    [Theory, MemberData(nameof(Skipped))]
    public void In_a_rows_skip(int row) => Assert.Fail($"row {row}");

    [Fact]
    public void In_an_attachment_of_bytes_and_its_name()
    {
        TestContext.Current.AddAttachment("bytes", Encoding.UTF8.GetBytes(Secret("key").Reveal()), "text/plain");
        TestContext.Current.AddAttachment(Secret("key").Reveal(), "named");
        Assert.Fail("see the bytes");
    }

    [Fact]
    public void In_standard_error()
    {
        foreach (var line in InColumns(Secret("pem").Reveal()))
            Console.Error.WriteLine(line);
        Console.Error.WriteLine(Secret("key").Reveal());
        Assert.Fail("see the standard error");
    }

    [Fact]
    public void In_trace_debug_and_events()
    {
        using var listener = new TextWriterTraceListener(Console.Out);
        using var events = new ToConsole();
        using var source = new EventSource("Canary");
        events.EnableEvents(source, EventLevel.Verbose);
        listener.WriteLine($"Traced: {Secret("key").Reveal()}");
        Debug.WriteLine($"Debug: {Secret("key").Reveal()}");
        source.Write("Told", new { Key = Secret("key").Reveal() });
        Assert.Fail("see the traces");
    }

    [Fact, Within("20s")]
    public async Task In_pieces()
    {
        var output = TestContext.Current.TestOutputHelper!;
        foreach (var secret in new[] { Secret("key").Reveal(), Account("canary").Password.Reveal(), Secret("pem").Reveal() })
            foreach (var lines in new[] { InColumns(secret), InDump(secret), InHexadecimal(secret), Softly(secret), secret.Split('\n'),
                [.. Twice(secret).Chunk(7).Select(c => new string(c))] })
                foreach (var line in lines)
                {
                    Console.WriteLine(line);
                    output.WriteLine(line);
                    // Some of them come much later than the one before.
                    if (line.Length % 13 == 0)
                        await Task.Delay(700, Stop);
                }
        Assert.Fail("see the pieces");
    }

    [Fact, Within("60s")]
    public async Task In_a_pages_console()
    {
        var page = await Browser.Open("/nothing");
        await page.Playwright.EvaluateAsync("lines => lines.split('\\n').forEach(l => console.error(l))",
            string.Join('\n', InColumns(Secret("pem").Reveal()).Concat(InDump(Secret("key").Reveal()))));
        await page.ShouldShow("what is not there");
    }

    [Fact(Explicit = true)]
    public void By_a_dump_of_its_environment() => System.Environment.FailFast("The environment: " + string.Join('\n',
        System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(v => $"{v.Key}={v.Value}")));

    private static string[] InColumns(string secret) =>
        [.. Convert.ToBase64String(Encoding.UTF8.GetBytes($"before {secret} after")).Chunk(20).Select(c => new string(c))];

    private static string[] InDump(string secret) =>
        [.. Encoding.UTF8.GetBytes(secret).Chunk(16).Select((part, i) => string.Create(CultureInfo.InvariantCulture,
        $"{i * 16:x8}  {string.Join(' ', part.Select(b => $"{b:x2}")),-47}  "
            + $"|{string.Concat(part.Select(b => b is >= 32 and < 127 ? (char)b : '.'))}|"))];

    private static string[] InHexadecimal(string secret) =>
        [.. Encoding.UTF8.GetBytes(secret).Chunk(7).Select(part => BitConverter.ToString(part).Replace('-', ' '))];

    private static string[] Softly(string secret) => [.. Encoding.UTF8.GetBytes(secret)
        .Select(b => char.IsAsciiLetterOrDigit((char)b) ? $"{(char)b}" : $"={b:X2}").Chunk(9).Select(part => string.Concat(part) + "=")];

    private static string Twice(string secret) =>
        Uri.EscapeDataString(string.Concat(Encoding.UTF8.GetBytes(secret).Select(b => $"%{b:X2}")));

    private sealed class Telling(string key) : Exception("it tells in its text")
    {
        public override string ToString() => $"{base.ToString()}: {key}";
    }

    private sealed class ToConsole : EventListener
    {
        protected override void OnEventWritten(EventWrittenEventArgs eventData) =>
            Console.WriteLine($"Event: {string.Join(' ', eventData.Payload ?? (IReadOnlyList<object?>)[])}");
    }
}
