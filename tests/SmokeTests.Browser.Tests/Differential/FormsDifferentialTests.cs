using System.Collections.Concurrent;
using System.Globalization;
using CsCheck;
using Microsoft.Playwright;
using SmokeTests.Browsers;
using SmokeTests.Settings;

namespace SmokeTests.Tests.Differential;

/// <summary>Chromium is the oracle: what random forms send over HTTP is what it sends, byte for byte.</summary>
public class FormsDifferentialTests(ITestOutputHelper output)
{
    private const int AtOnce = 4;
    private const int MostShown = 12;
    private static readonly int Documents = Number("SMOKETESTS_DOCUMENTS", 300);
    private static readonly ulong Seed = (ulong)Number("SMOKETESTS_SEED", 20_261_128);

    private int numbers;

    [Fact]
    public async Task Random_forms_send_the_same_over_HTTP_and_in_Chromium()
    {
        var progress = new Progress(output, Documents, $"forms of seed {Seed}");
        await using var plain = await ArrivedRequests.Start();
        await using var oracle = await ArrivedRequests.Start();
        var place = await Chromium.Context(new BrowserSettings(), [], _ => new BrowserNewContextOptions(),
            TestContext.Current.CancellationToken);
        var context = place.Context;
        await context.AddInitScriptAsync(InBrowser.Watch);
        var left = new ConcurrentQueue<uint>(Enumerable.Range(0, Documents).Select(i => (uint)i));
        var sent = 0;
        try
        {
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
            {
                var browser = new InBrowser(oracle, await context.NewPageAsync());
                var both = new BothDrivers(new OverHttp(plain), browser, () => Interlocked.Increment(ref numbers));
                while (progress.FoundCount < MostShown && left.TryDequeue(out var which))
                {
                    var document = FormDocuments.Any1.Generate(new PCG(which, Seed), null, out Size _);
                    var (http, chromium) = await both.Try(document);
                    if (chromium.Contains("\ntype ", StringComparison.Ordinal))
                        Interlocked.Increment(ref sent);
                    if (BothDrivers.Differ(document, http, chromium))
                        progress.Find($"seed {Seed}, document {which}:\n{await both.Shrink(document)}");
                    progress.Compared();
                }
            }));
        }
        finally
        {
            progress.Say();
            output.WriteLine($"{sent} sent something");
            await place.Leave();
        }
        progress.Found.Should().BeEmpty();
        sent.Should().BeGreaterThan(Documents / 3, "otherwise the documents prove little");
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
