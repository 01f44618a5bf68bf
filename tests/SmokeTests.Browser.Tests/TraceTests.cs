using System.IO.Compression;
using System.Text;
using Microsoft.Playwright;
using SmokeTests.Browsers;
using SmokeTests.Recording;

namespace SmokeTests.Tests;

/// <summary>A trace that is handed on holds no log-in.</summary>
public class TraceTests
{
    [Fact]
    public void Of_a_trace_cookies_and_credentials_are_left_out_wherever_they_stand()
    {
        const string network = """
            {"type":"resource-snapshot","snapshot":{"request":{"cookies":[{"name":"session","value":"s3ss10n]\"x"}],
            """ + """
            "headers":[{"name":"Cookie","value":"session=s3ss10n"},{"name":"Accept","value":"*/*"}]},
            "response":{"cookies":[{"name":"session","value":"n3xt","httpOnly":true},{"name":"b","value":"n3xt"}],
            """ + """
            "headers":[{"name":"Set-Cookie","value":"session=n3xt"}]}}}
            """;
        const string options =
            """{"type":"context-options","options":{"storageState":{"cookies":[{"name":"session","value":"st0r3d"}],"origins":[]}}}""";
        const string page = """{"cookies":["butter","chocolate"],"text":"s3cret of mine"}""";
        var redactor = new SecretRedactor();
        redactor.Learn("s3cret of mine");
        var clean = Unzip(Trace.Blot(Zip(("trace.network", network), ("trace.trace", options), ("resources/a.json", page)), redactor));
        clean["trace.network"].Should().NotContain("s3ss10n").And.NotContain("n3xt").And.Contain("*/*");
        System.Text.Json.JsonDocument.Parse(clean["trace.network"]).RootElement.GetProperty("snapshot").GetProperty("response")
            .GetProperty("cookies").GetArrayLength().Should().Be(0);
        clean["trace.trace"].Should().NotContain("st0r3d").And.Contain("\"origins\":[]");
        clean["resources/a.json"].Should().Be("""{"cookies":["butter","chocolate"],"text":"•••"}""", "it is what the page was made of");
    }

    /// <summary>A check that types a secret in parts, in several calls: a real trace of a real browser.</summary>
    [Theory]
    [InlineData("two fields")]
    [InlineData("one field after another call")]
    [InlineData("typed key by key")]
    [InlineData("pressed key by key")]
    [InlineData("keyboard in two texts")]
    public async Task A_secret_that_is_typed_in_parts_is_in_no_file_of_the_trace(string how)
    {
        const string secret = "kw7Qz-93vXtm-Lp4Rb";
        var (first, second) = (secret[..9], secret[9..]);
        var redactor = new SecretRedactor(new SecretSet([secret]));
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("SMOKETESTS_CHROMIUM"), ChromiumSandbox = false,
        });
        var context = await browser.NewContextAsync();
        await context.Tracing.StartAsync(new TracingStartOptions { Snapshots = true, Screenshots = false, Sources = false });
        var page = await context.NewPageAsync();
        await page.SetContentAsync("<title>Welcome</title><input id=a><input id=b><p>what stays</p>");
        await page.FocusAsync("#a");
        switch (how)
        {
            case "two fields":
                await page.FillAsync("#a", first);
                await page.FillAsync("#b", second);
                break;
            case "one field after another call":
                await page.FillAsync("#a", first);
                await page.ClickAsync("p");
                await page.FocusAsync("#b");
                await page.Locator("#b").PressSequentiallyAsync(second);
                break;
            case "typed key by key":
                foreach (var key in secret)
                    await page.Keyboard.TypeAsync($"{key}");
                break;
            case "pressed key by key":
                foreach (var key in secret)
                    await page.Locator("#a").PressAsync($"{key}");
                break;
            default:
                await page.Keyboard.InsertTextAsync(first);
                await page.Keyboard.TypeAsync(second);
                break;
        }
        await page.ClickAsync("p");

        var files = Unzip(await Trace.Take(context, redactor));

        files.Values.Should().Contain(f => f.Contains("what stays", StringComparison.Ordinal), "the rest is there");
        foreach (var (name, text) in files)
            for (var at = 0; at + 4 <= secret.Length; at++)
                text.Should().NotContain(secret[at..(at + 4)], "in {0}", name);
    }

    private static byte[] Zip(params (string Name, string Text)[] files)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, text) in files)
                using (var entry = zip.CreateEntry(name).Open())
                    entry.Write(Encoding.UTF8.GetBytes(text));
        return stream.ToArray();
    }

    private static Dictionary<string, string> Unzip(byte[] bytes)
    {
        using var zip = new ZipArchive(new MemoryStream(bytes));
        return zip.Entries.ToDictionary(e => e.FullName, e =>
        {
            using var reader = new StreamReader(e.Open());
            return reader.ReadToEnd();
        });
    }
}
