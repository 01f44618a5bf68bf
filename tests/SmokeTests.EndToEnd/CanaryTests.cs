using System.Collections.Concurrent;
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
        ["CANARY_UNASKED"] = "CANARYunasked66",
        ["CANARY_CLIENT"] = "CANARYclient44",
        ["CANARY_PEM"] = "-----BEGIN PRIVATE "
            + "KEY-----\nCANARYpemLineOneIsHere/AndLong+\nCANARYpemLineTwoIsHere/AndLong+\nCANARYpemLineThreeIsHere==\n-----END "
            + "PRIVATE KEY-----\n",
    };

    /// <summary>The checks of the specimen that can run, and those of them that end their worker.</summary>
    private const int Places = 57;
    private const int Ending = 9;

    /// <summary>What the site gives to whoever asks for a token: it stands in no settings.</summary>
    private const string Token = "CANARYtoken33.of-today";

    private readonly string folder = Directory.CreateTempSubdirectory("smoke-canary-").FullName;

    public void Dispose() => Scratch.Remove(folder);

    [Fact]
    public async Task A_canary_is_found_in_no_output_of_any_kind()
    {
        await using var site = await TestSite.Answering(Repeat);
        await using var slack = new SlackReceiver();
        await slack.Open();
        var environment = new Dictionary<string, string>(slack.Environment.Concat(Canaries)) { ["CANARY_SITE"] = site.Address.ToString(),
            ["SMOKETESTS__alerts__group"] = "off" };
        var suite = Product.Specimen("Secretive");
        var evidence = Path.Combine(folder, "evidence");

        var spans = new ConcurrentQueue<byte[]>();
        await using var collector = await TestSite.Answering(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            spans.Enqueue(body.ToArray());
            context.Response.ContentType = "application/x-protobuf";
        });
        (environment["OTEL_EXPORTER_OTLP_ENDPOINT"], environment["OTEL_EXPORTER_OTLP_PROTOCOL"], environment["OTEL_BSP_SCHEDULE_DELAY"]) =
            (collector.Address.ToString(), "http/protobuf", "200");

        string[] both = ["--environment", "local", "--environment", "tokens"];
        var (_, run) = await Product.Run([Product.Smoke, "run", suite, .. both, "--junit", Path.Combine(folder, "j.xml"), "--trx",
            Path.Combine(folder, "t.trx"), "--evidence", evidence], environment);
        // Those that end their worker are explicit: the others are not to be lost with them.
        var (_, crashes) = await Product.Run([Product.Smoke, "run", suite, .. both, "--live", "--explicit", "only"], environment);
        var (_, list) = await Product.Run([Product.Smoke, "list", suite, .. both], environment);
        // What a test throws and writes by itself goes to dotnet test as it is: only under the runner is it ours to blot.
        var (_, test) = await Product.Run([Path.Combine(suite, "Secretive.dll"), "-class", "Specimens.Leaks", "-method-", "*ones_own",
            "-method-", "*By_output", "-result-xml", Path.Combine(folder, "x.xml"), "-result-html", Path.Combine(folder, "x.html"),
            "-result-trx", Path.Combine(folder, "x.trx"), "-result-junit", Path.Combine(folder, "x.junit.xml"), "-noColor"], environment);
        var data = Path.Combine(folder, "data");
        await using var runner = new Runner([suite, .. both, "--every", "1h", "--data", data], environment);
        await runner.Start();
        using var seen = new CancellationTokenSource();
        var processes = Processes.Watch(seen.Token);
        await runner.Until("each check that is due has ended",
            async () => (await runner.Checks()).Count(c => c.Outcome is not (null or "Lost")) >= Places - Ending);
        var due = (await runner.Checks()).Where(c => c.Outcome is not null).Select(c => c.Id).ToArray();
        await Task.WhenAll((await runner.Checks()).Where(c => !due.Contains(c.Id)).Select(c => runner.RunNow(c.Id)));
        var checks = await runner.Checks();
        checks.Should().HaveCount(Places, "each is a place").And.OnlyContain(c => c.Outcome != null);
        checks.Where(c => c.Name is not ("A skip" or "In a rows skip(row: 1)" or "In a rows skip")).Should()
            .NotContain(c => c.Outcome == "Skipped");
        var failing = checks.Where(c => due.Contains(c.Id) && c.Outcome is "Failed" or "Broken").Select(c => c.Id).ToArray();
        await runner.Until("the team is told of all that fail", async () =>
            !failing.Except((await runner.Notifications()).Select(n => n.Check)).Any());
        await runner.OutboxIsEmpty();
        await runner.Until("the failures are confirmed with a trace",
            () => Task.FromResult(Directory.GetFiles(data, "trace.zip", SearchOption.AllDirectories).Length > 0));
        await runner.Until("debts have failed",
            async () => await runner.Page("/api/debts") is var owed && owed.Contains("order 66 of", StringComparison.Ordinal)
                && owed.Contains("order 67 of", StringComparison.Ordinal));

        await seen.CancelAsync();
        var written = new List<(string Where, string Text)> { ("smoke run", run), ("smoke run", crashes), ("smoke list", list),
            ("dotnet test", test) };
        written.AddRange(slack.Taken.Select(p => ("Slack", p.Json)));
        written.AddRange(spans.Select(s => ("OTLP", Encoding.UTF8.GetString(s))));
        foreach (var check in checks)
        {
            var id = Uri.EscapeDataString(check.Id);
            foreach (var page in new[] { $"/checks/{id}", $"/api/checks/{id}", $"/api/checks/{id}/runs", $"/checks/{id}/badge.svg" })
                written.Add((page, await runner.Page(page)));
            foreach (var one in await runner.RunsOf(check.Id))
                written.Add(($"/runs of {check.Name}", await runner.Page($"/runs/{one.Id}")));
        }
        foreach (var page in new[] { "/", "/notifications", "/debts", "/nodes", "/metrics", "/api/checks", "/api/notifications",
            "/api/incidents", "/api/debts" })
            written.Add((page, await runner.Page(page)));
        var (_, debts) = await Product.Run([Product.Smoke, "debts", "--data", data], environment);
        written.Add(("smoke debts", debts));
        await Product.Run([Product.Smoke, "export", Path.Combine(folder, "backup.zip"), "--data", data], environment);
        runner.Process.Terminate();
        await runner.Process.End();
        written.Add(("smoke serve", runner.Output));
        debts.Should().Contain("order 66").And.Contain("•••secrets.key•••").And.NotContain("did not come back");
        foreach (var crash in new[] { "The end: the key is •••", "Unhandled: the key is •••", "Written: the key is •••",
            "Straight: the key is •••" })
            written.Should().Contain(w => w.Text.Contains(crash, StringComparison.Ordinal), crash);
        // All but the copy of the suite, which nobody wrote anything into.
        foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Where(f => !f.StartsWith(Path.Combine(data, "suites"), StringComparison.Ordinal)))
            written.AddRange(Unpacked(file, await File.ReadAllBytesAsync(file)));

        written.AddRange((await processes).Select(p => (p.Where, p.Text)));
        if (OperatingSystem.IsLinux())
            written.Should().Contain(w => w.Where == "command line" && w.Text.Contains("--worker", StringComparison.Ordinal))
                .And.Contain(w => w.Where == "environment of a browser");
        foreach (var kind in new[] { "x.html", "x.trx", "x.junit.xml", "transcript.har", "page.html", "browser.har", "browser.html",
            "screenshot.png", "console.txt", "trace.zip", "j.xml", "t.trx", "x.xml attachment", "smoke.db", "debts.db",
            "backup.zip/smoke.db", "backup.zip/debts.db", "OTLP", "Slack" })
            written.Should().Contain(w => w.Where.Contains(kind, StringComparison.Ordinal), $"there must be a {kind} to look into");
        run.Should().Contain("•••");
        var leaks = from place in written
                    from canary in Canaries.Append(new("CANARY_TOKEN", Token))
                    from form in Forms(canary.Value)
                    where place.Text.Contains(form, StringComparison.Ordinal)
                    select $"{canary.Key} in {place.Where}: {Around(place.Text, form)}";
        leaks.Distinct().Take(50).Should().BeEmpty();
    }

    /// <summary>Answers with all that it was told: in text, attributes, scripts, headers, cookies and addresses.</summary>
    private static async Task Repeat(HttpContext context)
    {
        var request = context.Request;
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        var form = request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.Ordinal) == true
            ? Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(body) : [];
        var told = string.Join(' ', request.Headers.Select(h => $"{h.Key}: {h.Value}")) + " " + body + " "
            + string.Join(' ', form.Select(f => f.Value)) + " " + Uri.UnescapeDataString(request.QueryString.Value ?? "");
        context.Response.Headers["X-Repeated"] = WebUtility.UrlEncode(told)[..Math.Min(4000, WebUtility.UrlEncode(told).Length)];
        if (form.TryGetValue("password", out var password))
            context.Response.Headers.Append("Set-Cookie", $"session={Uri.EscapeDataString(password!)}; Path=/");
        if (request.Path == "/token")
        {
            await context.Response.WriteAsJsonAsync(new { access_token = Token, expires_in = 3600 });
            return;
        }
        if (request.Path.StartsWithSegments("/api"))
        {
            await context.Response.WriteAsJsonAsync(new { told });
            return;
        }
        context.Response.ContentType = "text/html; charset=utf-8";
        var page = WebUtility.HtmlEncode(told);
        var fields = request.Path == "/login" && request.Method == "GET"
            ? "<form method=post action=/in><label>User <input name=user></label><label>Password <input type=password "
                + "name=password></label><button>Log in</button></form>"
            : request.Path == "/in"
            ? "<form method=post action=/code><label>Code <input name=otp autocomplete=one-time-code></label><button>Go on</button></form>"
            : "<form method=post action=/up enctype=multipart/form-data><label>Words <input name=words></label><label>File <input "
                + "type=file name=file></label><button>Send</button></form>";
        await context.Response.WriteAsync(
            $"<!doctype html><title>{page}</title><script>console.error({System.Text.Json.JsonSerializer.Serialize(told)}); "
                + $"localStorage.told = {System.Text.Json.JsonSerializer.Serialize(told)}; fetch('/api/echo?again=' + "
                + "encodeURIComponent(localStorage.told.slice(0, 1500)));</script><main "
                + $"data-told=\"{page}\"><p>{page}</p>{fields}</main>");
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
                foreach (var inner in Unpacked($"x.xml attachment {attachment.Attribute("name")?.Value}",
                    IsBase64(attachment.Value) ? Convert.FromBase64String(attachment.Value) : Encoding.UTF8.GetBytes(attachment.Value)))
                    yield return inner;
    }

    private static bool IsBase64(string text) => text.Length > 0 && text.Length % 4 == 0 && Base64().IsMatch(text);

    /// <summary>Letters and digits from the beginning, their hexadecimal, and base64 of the whole at each offset: of each line.</summary>
    private static IEnumerable<string> Forms(string canary) =>
        canary.Split('\n').Where(l => l.Contains("CANARY", StringComparison.Ordinal)).SelectMany(FormsOf).Distinct();

    private static IEnumerable<string> FormsOf(string canary)
    {
        var letters = Letters().Match(canary).Value;
        yield return letters;
        var beginning = Encoding.UTF8.GetBytes(letters);
        yield return Convert.ToHexString(beginning);
        yield return Convert.ToHexStringLower(beginning);
        yield return BitConverter.ToString(beginning);
        yield return BitConverter.ToString(beginning).Replace('-', ':');
        yield return string.Concat(beginning.Select(b => $"%{b:X2}"));
        yield return string.Join(", ", beginning);
        // What is wrapped or cut shows its beginning, and whoever sees that has seen enough.
        yield return letters[..Math.Min(12, letters.Length)];
        var bytes = Encoding.UTF8.GetBytes(canary);
        for (var before = 0; before < 3; before++)
            yield return Convert.ToBase64String([.. new byte[before], .. bytes]).TrimEnd('=')[((before * 8 + 5) / 6)..^2];
        yield return Convert.ToBase64String(bytes)[..14];
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
