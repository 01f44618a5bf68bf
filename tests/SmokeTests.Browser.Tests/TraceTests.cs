using System.IO.Compression;
using System.Text;
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
            {"type":"resource-snapshot","snapshot":{"request":{"cookies":[{"name":"session","value":"s3ss10n]\\"x"}],"headers":[{"name":"Cookie","value":"session=s3ss10n"},{"name":"Accept","value":"*/*"}]},
            "response":{"cookies":[{"name":"session","value":"n3xt","httpOnly":true},{"name":"b","value":"n3xt"}],"headers":[{"name":"Set-Cookie","value":"session=n3xt"}]}}}
            """;
        const string options = """{"type":"context-options","options":{"storageState":{"cookies":[{"name":"session","value":"st0r3d"}],"origins":[]}}}""";
        const string page = """{"cookies":["butter","chocolate"],"text":"s3cret of mine"}""";
        var blotter = new Blotter();
        blotter.Learn("s3cret of mine");
        var clean = Unzip(Trace.Blot(Zip(("trace.network", network), ("trace.trace", options), ("resources/a.json", page)), blotter));
        clean["trace.network"].Should().NotContain("s3ss10n").And.NotContain("n3xt").And.Contain("*/*");
        System.Text.Json.JsonDocument.Parse(clean["trace.network"]).RootElement.GetProperty("snapshot").GetProperty("response").GetProperty("cookies").GetArrayLength().Should().Be(0);
        clean["trace.trace"].Should().NotContain("st0r3d").And.Contain("\"origins\":[]");
        clean["resources/a.json"].Should().Be("""{"cookies":["butter","chocolate"],"text":"•••"}""", "it is what the page was made of");
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
