using System.IO.Compression;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using SmokeTests.Recording;

namespace SmokeTests.Browsers;

/// <summary>
/// Takes Playwright's trace and writes it anew without secrets: every text in it is blotted, credentials in headers with it.
/// It holds no pictures, which nobody could blot; the viewer shows the pages from their snapshots.
/// </summary>
internal static partial class Trace
{
    /// <summary>How an event of a console begins.</summary>
    private const string Console = "{\"type\":\"console\"";

    public static async Task<byte[]> Take(IBrowserContext context, Blotter blotter)
    {
        var file = Path.GetTempFileName();
        try
        {
            await context.Tracing.StopAsync(new TracingStopOptions { Path = file });
            return Blot(await File.ReadAllBytesAsync(file), blotter);
        }
        finally
        {
            File.Delete(file);
        }
    }

    public static byte[] Blot(byte[] zip, Blotter blotter)
    {
        using var clean = new MemoryStream();
        using (var from = new ZipArchive(new MemoryStream(zip), ZipArchiveMode.Read))
        using (var to = new ZipArchive(clean, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var entry in from.Entries)
            {
                using var read = new MemoryStream();
                using (var stream = entry.Open())
                    stream.CopyTo(read);
                var bytes = read.ToArray();
                if (Exchange.Readable(bytes, null) is { } text)
                    bytes = System.Text.Encoding.UTF8.GetBytes(Blot(text, entry.FullName, blotter));
                using var written = to.CreateEntry(entry.FullName, CompressionLevel.Fastest).Open();
                written.Write(bytes);
            }
        return clean.ToArray();
    }

    private static string Blot(string text, string name, Blotter blotter)
    {
        if (name.EndsWith(".trace", StringComparison.Ordinal))
            text = WithoutConsole(text, blotter);
        text = Credentials().Replace(blotter.Blot(text), "$1" + Blotter.Mark);
        // In Playwright's own records, not in the bodies that pages were made of.
        return name.EndsWith(".network", StringComparison.Ordinal) || name.EndsWith(".trace", StringComparison.Ordinal) ? Cookies().Replace(text, "$1[]") : text;
    }

    /// <summary>What pages write to their console is one text, whatever Playwright writes around each line of it.</summary>
    private static string WithoutConsole(string text, Blotter blotter)
    {
        var lines = text.Split('\n');
        var events = Enumerable.Range(0, lines.Length).Where(i => lines[i].StartsWith(Console, StringComparison.Ordinal))
            .Select(i => (At: i, Event: JsonNode.Parse(lines[i])!)).ToArray();
        string[] written = [.. events.Select(e => $"{e.Event["text"]}")];
        var blotted = blotter.Blot(written);
        for (var i = 0; i < events.Length; i++)
            if (blotted[i] != written[i])
            {
                events[i].Event["text"] = blotted[i];
                events[i].Event["args"] = new JsonArray();
                lines[events[i].At] = events[i].Event.ToJsonString();
            }
        return string.Join('\n', lines);
    }

    /// <summary>The cookies of a request, an answer or a visitor, one by one.</summary>
    [System.Text.RegularExpressions.GeneratedRegex(""""("cookies":)\[(?:[^\]"]|"(?:[^"\\]|\\.)*")*\]"""")]
    private static partial System.Text.RegularExpressions.Regex Cookies();

    /// <summary>Cookies and authorisations, as the trace's network log writes headers.</summary>
    [System.Text.RegularExpressions.GeneratedRegex(""""("name":"(?:cookie|set-cookie|authorization|proxy-authorization|x-api-key|x-auth-token)","value":")(?:[^"\\]|\\.)*"""", System.Text.RegularExpressions.RegexOptions.IgnoreCase)]
    private static partial System.Text.RegularExpressions.Regex Credentials();
}
