using System.Globalization;
using CsCheck;

namespace SmokeTests.Tests.Differential;

/// <summary>
/// Random documents show the same text over HTTP and in Chromium. How many is said by SMOKETESTS_DOCUMENTS, the first one's
/// seed by SMOKETESTS_SEED: with both, one document can be read again.
/// </summary>
public class TextDifferentialTests(ITestOutputHelper output)
{
    private const int Few = 300, Seed = 20_261_128, Batch = 40, MostShown = 40;

    [Fact]
    public async Task Random_documents_show_the_same_over_HTTP_and_in_a_browser()
    {
        var (count, first) = (Number("SMOKETESTS_DOCUMENTS") ?? Few, Number("SMOKETESTS_SEED") ?? Seed);
        var progress = new Progress(output, count, $"documents from seed {first} on");
        try
        {
            await using var readers = await Readers.Start();
            foreach (var seeds in Enumerable.Range(0, count).Select(i => first + i).Chunk(Batch))
            {
                await Compare(readers, seeds, progress);
                if (progress.FoundCount >= MostShown)
                    break;
            }
        }
        finally
        {
            progress.Say();
        }
        progress.Found.Should().BeEmpty($"seed {first}:\n{string.Join("\n\n", progress.Found)}\n");
    }

    private static async Task Compare(Readers readers, int[] seeds, Progress progress)
    {
        var documents = seeds.Select(Document).ToArray();
        var readings = await readers.Read([.. documents.Select(d => d.ToString())]);
        for (var i = 0; i < documents.Length; i++)
        {
            if (readings[i].Http != readings[i].Browser)
            {
                var smallest = await Shrink(readers, documents[i]);
                var (http, browser) = await readers.Read(smallest.ToString());
                if (TextDifferences.All.Any(known => known.Covers(smallest.ToString(), http, browser)))
                    progress.Know();
                else
                    progress.Find(await Describe(readers, seeds[i], smallest));
            }
            progress.Compared();
        }
    }

    private static Markup Document(int seed) => RandomMarkup.Document.Generate(new PCG(1, (ulong)seed), null, out _);

    /// <summary>The smallest document found that still shows a difference.</summary>
    private static async Task<Markup> Shrink(Readers readers, Markup document)
    {
        for (var rounds = 0; rounds < 60; rounds++)
        {
            var smaller = document.Smaller().DistinctBy(d => d.ToString()).Take(600).ToArray();
            var next = default(Markup);
            foreach (var some in smaller.Chunk(30))
            {
                var readings = await readers.Read([.. some.Select(d => d.ToString())]);
                next = some.Zip(readings).Where(pair => pair.Second.Http != pair.Second.Browser).Select(pair => pair.First)
                    .MinBy(d => d.ToString().Length);
                if (next is not null)
                    break;
            }
            if (next is null)
                break;
            document = next;
        }
        return document;
    }

    private static async Task<string> Describe(Readers readers, int seed, Markup document)
    {
        var (http, browser) = await readers.Read(document.ToString());
        return $"seed {seed}: {document}\n  over HTTP   {Written(http)}\n  in Chromium {Written(browser)}";
    }

    private static string Written(Reading reading) =>
        $"{reading.Title} "
            + $"| {string.Concat(reading.Text.Select(c => c is >= ' ' and < '\u007f' || char.IsLetter(c) ? $"{c}" : $"\\u{(int)c:x4}"))}";

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
