using System.Globalization;
using System.Net;
using System.Text;
using CsCheck;
using Microsoft.Playwright;
using SmokeTests.Browsers;
using SmokeTests.Documents;
using SmokeTests.Http;
using SmokeTests.Settings;
using SmokeTests.Testing;

namespace SmokeTests.Tests.Differential;

/// <summary>
/// Random references in links lead to the same address over HTTP and in Chromium, letter by letter. How many is said by
/// SMOKETESTS_DOCUMENTS (twenty times as many), the seed by SMOKETESTS_SEED.
/// </summary>
public class AddressDifferentialTests(ITestOutputHelper output)
{
    private const int OfDocument = 20, Batch = 500, MostShown = 40;

    private static readonly string[] Charsets = ["utf-8", "utf-8", "windows-1251", "shift_jis", "utf-16le"];
    private static readonly string[] Bases = ["", "<base href='/other/base?x'>", "<base href='//h.example:81/a\\b/../c'>",
        "<base href='data:text/html,x'>", "<base href='ü/'>"];

    private const string Links = """
        references => references.map(reference => {
            const link = document.createElement('a');
            link.setAttribute('href', reference);
            return link.protocol === ':' ? null : link.href;
        })
        """;

    static AddressDifferentialTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Fact]
    public async Task Random_references_lead_to_the_same_address_over_HTTP_and_in_Chromium()
    {
        var (count, seed) = (Number("SMOKETESTS_DOCUMENTS", 300) * OfDocument, (ulong)Number("SMOKETESTS_SEED", 20_261_128));
        await using var site = await TestSite.Answering(async context =>
        {
            var which = context.Request.Query["which"].ToString().Split(',')
                .Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToArray();
            context.Response.ContentType = $"text/html; charset={Charsets[which[0]]}";
            await context.Response.Body.WriteAsync(Page(which[0], which[1]));
        });
        var place = await Chromium.Context(new BrowserSettings(), [], _ => new BrowserNewContextOptions(),
            TestContext.Current.CancellationToken);
        var differences = new List<string>();
        try
        {
            var browser = await place.Context.NewPageAsync();
            foreach (var (numbers, batch) in Enumerable.Range(0, count).Chunk(Batch).Select((numbers, batch) => (numbers, batch)))
            {
                var (charset, root) = (batch % Charsets.Length, batch / Charsets.Length % Bases.Length);
                var address = new Uri($"{site.Address.AbsoluteUri}d%7e/ir/page?which={charset},{root}#top");
                var references = numbers.Select(n => RandomAddresses.Reference.Generate(new PCG((uint)n, seed), null, out _)).ToArray();
                await browser.GotoAsync(address.OriginalString);
                var chromium = await browser.EvaluateAsync<string?[]>(Links, references);
                var (document, _) = await PageParser.Parse(new Answer(address, HttpStatusCode.OK, $"text/html; charset={Charsets[charset]}",
                    Page(charset, root)));
                var link = document.QuerySelector("a")!;
                for (var at = 0; at < references.Length && differences.Count < MostShown; at++)
                    if (Web(chromium[at]) is var right && PageAddress.Find(link, references[at])?.ToString() is var found && found != right)
                        differences.Add($"{Written(references[at])} on {address}\n  over HTTP   {Written(found)}\n  in "
                            + $"Chromium {Written(right)}");
            }
        }
        finally
        {
            await place.Leave();
        }
        output.WriteLine($"{count} references, seed {seed}, {differences.Count} differences");
        differences.Should().BeEmpty($"seed {seed}:\n{string.Join("\n\n", differences)}\n");
    }

    private static byte[] Page(int charset, int root) =>
        Encoding.GetEncoding(Charsets[charset]).GetBytes($"<!doctype html><meta charset={Charsets[charset]}>{Bases[root]}<a>link</a>");

    /// <summary>What leads to no site of the web need not be the same.</summary>
    private static string? Web(string? address) =>
        address?.StartsWith("http:", StringComparison.Ordinal) == true || address?.StartsWith("https:", StringComparison.Ordinal) == true
        ? address : null;

    private static string Written(string? text) => text is null ? "none"
        : string.Concat(text.Select(c => c is >= ' ' and < '\u007f' || char.IsLetter(c) ? $"{c}" : $"\\u{(int)c:x4}"));

    private static int Number(string variable, int otherwise) =>
        int.TryParse(System.Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number
        : otherwise;
}
