namespace SmokeTests.EndToEnd;

/// <summary>A secret that a page echoes, in each of the ways in which pages write, is found nowhere afterwards.</summary>
public sealed class SecretTests : IDisposable
{
    private const string Canary = "c4n<ary & \"b1rd\"/+";

    private static readonly string[] Forms =
        [Canary, Uri.EscapeDataString(Canary), System.Net.WebUtility.UrlEncode(Canary), System.Net.WebUtility.HtmlEncode(Canary), "c4n<ary",
            "c4n\\u003Cary", "c4n%3Cary", "c4n&lt;ary", "c4n&#60;ary"];

    private readonly string folder = Directory.CreateTempSubdirectory("smoke-secret-").FullName;

    public void Dispose() => Scratch.Remove(folder);

    [Fact]
    public async Task A_password_that_the_site_echoes_is_in_no_output_message_page_or_file()
    {
        // A log-in page that answers with what it was given: in its text, its title, an attribute and its address.
        await using var site = await Testing.TestSite.Answering(async context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            var given = context.Request.HasFormContentType ? (await context.Request.ReadFormAsync())["password"].ToString()
                : context.Request.Query["given"].ToString();
            if (context.Request.HasFormContentType)
                context.Response.Redirect($"/login?given={Uri.EscapeDataString(given)}");
            else
                await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response,
                    $"<title>{System.Net.WebUtility.HtmlEncode(given)}</title>"
                        + $"<main><p>Wrong: {System.Net.WebUtility.HtmlEncode(given)}</p>"
                        + "<form method=post><input name=user><input type=password name=password>"
                        + $"<button title='{System.Net.WebUtility.HtmlEncode(given)}'>Log in</button></form></main>");
        });
        await using var slack = new SlackReceiver();
        await slack.Open();
        var environment = new Dictionary<string, string>(slack.Environment) { ["SMOKETESTS__environments__local__site"] =
            site.Address.ToString(), ["BOOKSHOP_PASSWORD"] = Canary };

        var (_, run) = await Product.Run([Product.Smoke, "run", Product.ShopChecks, "--filter", "logs in", "--junit",
            Path.Combine(folder, "j.xml"), "--trx", Path.Combine(folder, "t.trx")], environment);
        var (_, test) = await Product.Run([Path.Combine(Product.ShopChecks, "Bookshop.SmokeTests.dll"), "-method", "*logs_in*",
            "-result-xml", Path.Combine(folder, "x.xml")], environment);
        await using var runner = new Runner([Product.ShopChecks, "--every", "2s", "--filter", "logs in", "--data", folder], environment);
        await runner.Start();
        await runner.Until("the team is told", () => Task.FromResult(slack.Taken.Count > 0));
        var check = Uri.EscapeDataString((await runner.Check("A customer logs in and out")).Id);
        var pages = new[] { "/", $"/checks/{check}", "/notifications", "/api/checks", $"/api/checks/{check}/runs", "/api/notifications",
            "/api/incidents" };
        var written = new List<(string Where, string Text)> { ("smoke run", run), ("dotnet test", test), ("smoke serve", runner.Output),
            ("Slack", slack.Taken[0].Json) };
        foreach (var page in pages)
            written.Add((page, await runner.Page(page)));
        foreach (var file in Directory.GetFiles(folder).Where(f => Path.GetExtension(f) != ".lock"))
            written.Add((file, System.Text.Encoding.UTF8.GetString(await Read(file))));

        run.Should().Contain("the site still asks to log in").And.Contain("•••");
        written.Where(w => w.Where.Contains("smoke.db", StringComparison.Ordinal)).Should().NotBeEmpty();
        foreach (var (where, text) in written)
            foreach (var form in Forms)
                text.Should().NotContain(form, $"{where} must not hold the password");
    }

    private static async Task<byte[]> Read(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var content = new MemoryStream();
        await stream.CopyToAsync(content);
        return content.ToArray();
    }
}
