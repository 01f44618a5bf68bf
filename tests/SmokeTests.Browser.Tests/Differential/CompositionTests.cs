using SmokeTests.Content;

namespace SmokeTests.Tests.Differential;

/// <summary>Letters are composed as Chromium composes them.</summary>
public class CompositionTests
{
    private const int Texts = 4_000;

    /// <summary>Where letters and their accents stand; not those that are parts of letters beyond U+FFFF.</summary>
    private static readonly (int First, int Last)[] Blocks =
    [
        (0x41, 0x7A), (0xC0, 0x24F), (0x300, 0x36F), (0x300, 0x345), (0x370, 0x3FF), (0x400, 0x45F), (0x591, 0x5F4), (0x610, 0x6ED),
        (0x900, 0xDFF), (0xF40, 0xFBC), (0x1000, 0x103F), (0x1100, 0x1112),
        (0x1161, 0x1175), (0x11A7, 0x11C2), (0x1AB0, 0x1ACE), (0x1B00, 0x1B44), (0x1DC0, 0x1DFF), (0x1E00, 0x1FFF), (0x20D0, 0x20F0),
        (0x2126, 0x212B), (0x2190, 0x22FF), (0x302A, 0x30FF),
        (0xAC00, 0xD7A3), (0xF900, 0xFA6B), (0xFA70, 0xFACE), (0xFB1D, 0xFB4E), (0xFE20, 0xFE2F),
    ];

    [Fact]
    public async Task Random_texts_are_composed_as_in_the_browser()
    {
        var random = new Random(20_261_128);
        var texts = Enumerable.Range(0, Texts).Select(_ => Text(random)).ToArray();
        await using var drive = Drive.On(await Testing.TestSite.Html("<p>Welcome"), Driver.Browser);
        var page = (BrowserPage)await drive.Open("/");
        var composed = await page.Playwright.EvaluateAsync<string[]>("texts => texts.map(t => t.normalize('NFC'))", texts);
        Enumerable.Range(0, Texts).Where(i => Composition.Of(texts[i]) != composed[i])
            .Select(i => $"{Codes(texts[i])} → {Codes(Composition.Of(texts[i]))}, not {Codes(composed[i])}")
            .Should().BeEmpty();
    }

    private static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 7)).Select(_ =>
    {
        var (first, last) = Blocks[random.Next(Blocks.Length)];
        return (char)random.Next(first, last + 1);
    }));

    private static string Codes(string text) => string.Join(' ', text.Select(c => $"{(int)c:X4}"));
}
