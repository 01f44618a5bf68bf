using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;
using SmokeTests.Testing;

namespace SmokeTests.EndToEnd;

/// <summary>
/// A canary in every place where a secret can go, on a site that repeats whatever it is told. What is letters and digits
/// stays as it is in every encoding but base64, so the middle of each canary is looked for, and its base64 at each offset.
/// </summary>
public sealed partial class CanaryTests : IDisposable
{
    private static readonly Dictionary<string, string> Canaries = new()
    {
        ["CANARY_PASSWORD"] = "CANARYpassw0rd77<&\"+/é",
        ["CANARY_BEARER"] = "CANARYbearer88.x-y_z",
        ["CANARY_KEY"] = "CANARYkey99 %'{}\\",
        ["CANARY_DATABASE"] = "CANARYdatabase55",
        ["CANARY_SEED"] = "CANARYSEEDABCDEF",
    };

    private readonly string folder = Directory.CreateTempSubdirectory("smoke-canary-").FullName;

    public void Dispose() => Scratch.Remove(folder);

    [Fact]
    public async Task A_canary_is_found_in_no_output_of_any_kind()
    {
        await using var site = await TestSite.Answering(Repeat);
        await using var slack = new SlackReceiver();
        await slack.Open();
        var environment = new Dictionary<string, string>(slack.Environment.Concat(Canaries)) { ["CANARY_SITE"] = site.Address.ToString(), ["SMOKETESTS__alerts__group"] = "off" };
        var suite = Product.Specimen("Secretive");
        var evidence = Path.Combine(folder, "evidence");

        var (_, run) = await Product.Run([Product.Smoke, "run", suite, "--junit", Path.Combine(folder, "j.xml"), "--trx", Path.Combine(folder, "t.trx"), "--evidence", evidence], environment);
        // What a test throws and writes by itself goes to dotnet test as it is: only under the runner is it ours to blot.
        var (_, test) = await Product.Run([Path.Combine(suite, "Secretive.dll"), "-method-", "*ones_own", "-method-", "*By_output", "-result-xml", Path.Combine(folder, "x.xml"), "-noColor"], environment);
        var data = Path.Combine(folder, "data");
        await using var runner = new Runner([suite, "--every", "2s", "--data", data], environment);
        await runner.Start();
        await runner.Until("the team is told of all", () => Task.FromResult(slack.Taken.Count >= 7));
        await runner.Until("the failures are confirmed with a trace", () => Task.FromResult(Directory.GetFiles(data, "trace.zip", SearchOption.AllDirectories).Length > 0));

        var written = new List<(string Where, string Text)> { ("smoke run", run), ("dotnet test", test), ("smoke serve", runner.Output) };
        written.AddRange(slack.Taken.Select(p => ("Slack", p.Json)));
        foreach (var check in await runner.Checks())
        {
            var id = Uri.EscapeDataString(check.Id);
            foreach (var page in new[] { $"/checks/{id}", $"/api/checks/{id}", $"/api/checks/{id}/runs", $"/runs/{(await runner.Runs(check.Name))[0].Id}" })
                written.Add((page, await runner.Page(page)));
        }
        foreach (var page in new[] { "/", "/notifications", "/debts", "/nodes", "/api/checks", "/api/notifications", "/api/incidents" })
            written.Add((page, await runner.Page(page)));
        runner.Process.Terminate();
        await runner.Process.End();
        // All but the copy of the suite, which nobody wrote anything into.
        foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(f => !f.StartsWith(Path.Combine(data, "suites"), StringComparison.Ordinal)))
            written.AddRange(Unpacked(file, await File.ReadAllBytesAsync(file)));

        foreach (var kind in new[] { "transcript.har", "page.html", "browser.har", "browser.html", "screenshot.png", "console.txt", "trace.zip", "j.xml", "t.trx", "x.xml attachment", "smoke.db" })
            written.Should().Contain(w => w.Where.Contains(kind, StringComparison.Ordinal), $"there must be a {kind} to look into");
        run.Should().Contain("•••");
        var leaks = from place in written
                    from canary in Canaries
                    from form in Forms(canary.Value)
                    where place.Text.Contains(form, StringComparison.Ordinal)
                    select $"{canary.Key} in {place.Where}: {Around(place.Text, form)}";
        leaks.Should().BeEmpty();
    }

    /// <summary>Answers with all that it was told: in text, attributes, scripts, headers, cookies and addresses.</summary>
    private static async Task Repeat(HttpContext context)
    {
        var request = context.Request;
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        var form = request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.Ordinal) == true ? Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(body) : [];
        var told = string.Join(' ', request.Headers.Select(h => $"{h.Key}: {h.Value}")) + " " + body + " " + string.Join(' ', form.Select(f => f.Value)) + " " + Uri.UnescapeDataString(request.QueryString.Value ?? "");
        context.Response.Headers["X-Repeated"] = WebUtility.UrlEncode(told)[..Math.Min(4000, WebUtility.UrlEncode(told).Length)];
        if (form.TryGetValue("password", out var password))
            context.Response.Headers.Append("Set-Cookie", $"session={Uri.EscapeDataString(password!)}; Path=/");
        if (request.Path.StartsWithSegments("/api"))
        {
            await context.Response.WriteAsJsonAsync(new { told });
            return;
        }
        context.Response.ContentType = "text/html; charset=utf-8";
        var page = WebUtility.HtmlEncode(told);
        var fields = request.Path == "/login" && request.Method == "GET"
            ? "<form method=post action=/in><label>User <input name=user></label><label>Password <input type=password name=password></label><button>Log in</button></form>"
            : request.Path == "/in" ? "<form method=post action=/code><label>Code <input name=otp autocomplete=one-time-code></label><button>Go on</button></form>"
            : "<form method=post action=/up enctype=multipart/form-data><label>Words <input name=words></label><label>File <input type=file name=file></label><button>Send</button></form>";
        await context.Response.WriteAsync($"<!doctype html><title>{page}</title><script>console.error({System.Text.Json.JsonSerializer.Serialize(told)}); localStorage.told = {System.Text.Json.JsonSerializer.Serialize(told)}; fetch('/api/echo?again=' + encodeURIComponent(localStorage.told.slice(0, 1500)));</script><main data-told=\"{page}\"><p>{page}</p>{fields}</main>");
    }

    private static IEnumerable<(string, string)> Unpacked(string name, byte[] bytes)
    {
        yield return (name, Encoding.UTF8.GetString(bytes));
        if (name.EndsWith(".zip", StringComparison.Ordinal))
        {
            using var zip = new ZipArchive(new MemoryStream(bytes));
            foreach (var entry in zip.Entries)
            {
                using var content = new MemoryStream();
                using (var stream = entry.Open())
                    stream.CopyTo(content);
                foreach (var inner in Unpacked($"{name}/{entry.FullName}", content.ToArray()))
                    yield return inner;
            }
        }
        if (name.EndsWith("x.xml", StringComparison.Ordinal))
            foreach (var attachment in XDocument.Load(new MemoryStream(bytes)).Descendants("attachment"))
                foreach (var inner in Unpacked($"x.xml attachment {attachment.Attribute("name")?.Value}", IsBase64(attachment.Value) ? Convert.FromBase64String(attachment.Value) : Encoding.UTF8.GetBytes(attachment.Value)))
                    yield return inner;
    }

    private static bool IsBase64(string text) => text.Length > 0 && text.Length % 4 == 0 && Base64().IsMatch(text);

    /// <summary>Letters and digits from the beginning, and base64 of the whole at each offset.</summary>
    private static IEnumerable<string> Forms(string canary)
    {
        yield return Letters().Match(canary).Value;
        var bytes = Encoding.UTF8.GetBytes(canary);
        for (var before = 0; before < 3; before++)
            yield return Convert.ToBase64String([.. new byte[before], .. bytes]).TrimEnd('=')[((before * 8 + 5) / 6)..^2];
    }

    private static string Around(string text, string form)
    {
        var at = text.IndexOf(form, StringComparison.Ordinal);
        return text[Math.Max(0, at - 60)..Math.Min(text.Length, at + form.Length + 40)];
    }

    [GeneratedRegex("^[A-Za-z0-9]+")]
    private static partial Regex Letters();

    [GeneratedRegex("^[A-Za-z0-9+/]+=*$")]
    private static partial Regex Base64();
}
