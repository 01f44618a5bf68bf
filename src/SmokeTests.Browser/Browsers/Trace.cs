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

    public static async Task<byte[]> Take(IBrowserContext context, SecretRedactor redactor)
    {
        var file = Path.GetTempFileName();
        try
        {
            await context.Tracing.StopAsync(new TracingStopOptions { Path = file });
            return Blot(await File.ReadAllBytesAsync(file), redactor);
        }
        finally
        {
            File.Delete(file);
        }
    }

    public static byte[] Blot(byte[] zip, SecretRedactor redactor)
    {
        var files = Read(zip);
        var parts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, file) in files.Where(f => f.Value.Text is not null && IsTrace(f.Key)))
        {
            var lines = file.Text!.Split('\n');
            parts.UnionWith(TypedParts.In(lines, redactor));
            files[name] = file with { Text = WithoutConsole(lines, redactor) };
        }
        var typed = parts.Count == 0 ? null : new SecretRedactor(new SecretSet(parts, TypedParts.Least));
        using var clean = new MemoryStream();
        using (var to = new ZipArchive(clean, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, file) in files)
            {
                using var written = to.CreateEntry(name, CompressionLevel.Fastest).Open();
                written.Write(file.Text is { } text ? System.Text.Encoding.UTF8.GetBytes(Blot(text, name, redactor, typed)) : file.Bytes);
            }
        return clean.ToArray();
    }

    /// <summary>The files in their order, as texts where they are some.</summary>
    private static OrderedDictionary<string, TraceFile> Read(byte[] zip)
    {
        var files = new OrderedDictionary<string, TraceFile>(StringComparer.Ordinal);
        using var from = new ZipArchive(new MemoryStream(zip), ZipArchiveMode.Read);
        foreach (var entry in from.Entries)
        {
            using var read = new MemoryStream();
            using (var stream = entry.Open())
                stream.CopyTo(read);
            var bytes = read.ToArray();
            files[entry.FullName] = Exchange.Readable(bytes, null) is { } text ? new TraceFile([], text) : new TraceFile(bytes, null);
        }
        return files;
    }

    private static bool IsTrace(string name) => name.EndsWith(".trace", StringComparison.Ordinal);

    /// <param name="text">What stands in the file.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="redactor">Knows the secrets.</param>
    /// <param name="typed">Knows the parts in which some were typed; null where there are none.</param>
    private static string Blot(string text, string name, SecretRedactor redactor, SecretRedactor? typed)
    {
        text = redactor.Blot(text);
        text = Credentials().Replace(typed?.Blot(text) ?? text, "$1" + SecretRedactor.Mark);
        // In Playwright's own records, not in the bodies that pages were made of.
        return name.EndsWith(".network", StringComparison.Ordinal) || IsTrace(name) ? Cookies().Replace(text, "$1[]") : text;
    }

    /// <summary>What pages write to their console is one text, whatever Playwright writes around each line of it.</summary>
    private static string WithoutConsole(string[] lines, SecretRedactor redactor)
    {
        var events = Enumerable.Range(0, lines.Length).Where(i => lines[i].StartsWith(Console, StringComparison.Ordinal))
            .Select(i => (At: i, Event: JsonNode.Parse(lines[i])!)).ToArray();
        string[] written = [.. events.Select(e => $"{e.Event["text"]}")];
        var blotted = redactor.Blot(written);
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
    [System.Text.RegularExpressions.GeneratedRegex(
        """"("name":"(?:cookie|set-cookie|authorization|proxy-authorization|x-api-key""""
        + """"|x-auth-token)","value":")(?:[^"\\]|\\.)*"""", System.Text.RegularExpressions.RegexOptions.IgnoreCase)]
    private static partial System.Text.RegularExpressions.Regex Credentials();

    /// <summary>A file of a trace.</summary>
    /// <param name="Bytes">What it is where it is no text.</param>
    /// <param name="Text">What it says where it is one.</param>
    private sealed record TraceFile(byte[] Bytes, string? Text);
}
