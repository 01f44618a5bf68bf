using Microsoft.AspNetCore.Http;
using RestSharp;
using SmokeTests.Runs;
using SmokeTests.Settings;
using SmokeTests.Testing;
using SmokeTests.Worker;

namespace SmokeTests.Tests;

/// <summary>Who undoes what a journey did: a visitor without anything of hers.</summary>
[Collection(WithoutOthers.Name)]
public class UndoTests
{
    [Theory]
    [InlineData(Driver.Http)]
    [InlineData(Driver.Browser)]
    public async Task Each_debt_is_paid_by_a_visitor_of_its_own(Driver driver)
    {
        var seen = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var site = await TestSite.Answering(context => Members(context, seen));
        var evidence = Directory.CreateTempSubdirectory("smoke-undo-");
        try
        {
            var run = Ordered(site, evidence.FullName);
            await using (var journey = new Orders(driver))
                await journey.Make();
            run.Recorder.Steps.Where(s => s.Name.StartsWith("undo", StringComparison.Ordinal)).Should()
                .HaveCount(2).And.OnlyContain(s => !s.Failed);
            // By a browser the API has no cookies: they are those of HTTP.
            seen.Should().Equal(["opened as ada", "asked as " + (driver == Driver.Http ? "ada" : "nobody"),
                "opened as nobody", "asked as " + (driver == Driver.Http ? "ada" : "nobody"), "cancelled 2 as ada", "opened as nobody",
                "asked as " + (driver == Driver.Http ? "ada" : "nobody"), "cancelled 1 as ada"]);
            var page = driver == Driver.Http ? "page.html" : "browser.html";
            var sent = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(evidence.FullName, "transcript.har"))).RootElement
                .GetProperty("log").GetProperty("entries").EnumerateArray()
                .Select(e => (Address: new Uri(e.GetProperty("request").GetProperty("url").GetString()!).PathAndQuery,
                    Undo: e.TryGetProperty("_undo", out var undo) ? undo.GetString() : null, Comment: e.GetProperty("comment").GetString()))
                    .ToArray();
            sent.TakeWhile(e => e.Undo is null).Should()
                .NotBeEmpty().And.NotContain(e => e.Address.StartsWith("/cancel", StringComparison.Ordinal));
            sent.SkipWhile(e => e.Undo is null).Should()
                .NotBeEmpty().And.OnlyContain(e => e.Undo == "undo Cancel(1)"
                    || e.Undo == "undo Cancel(2)").And.OnlyContain(e => e.Comment!.StartsWith(e.Undo + ": "));
            if (driver == Driver.Browser)
                File.ReadAllText(Path.Combine(evidence.FullName, "browser.har")).Should()
                    .NotContain("/cancel", "the undo has a browser of its own");
            else
                sent.Where(e => e.Undo is not null).Select(e => e.Address).Should().Contain(["/cancel?order=2", "/cancel?order=1"]);
            File.ReadAllText(Path.Combine(evidence.FullName, page)).Should()
                .Contain("The orders of ada").And.NotContain("cancelled", "the evidence is of what failed, not of its undoing");
        }
        finally
        {
            evidence.Delete(recursive: true);
        }
    }

    private static readonly string Books = Path.Combine(Directory.CreateTempSubdirectory("smoke-debts-").FullName, "debts.db");

    /// <summary>The journey finds the run as it does in a worker: in the storage of the test that is going on.</summary>
    private static RunContext Ordered(TestSite site, string evidence)
    {
        Cleanup.Ledgers.Use(Books);
        var settings = SuiteSettings.Of(new EnvironmentSettings
        {
            Name = "test",
            Site = site.Address,
            Accounts = new Dictionary<string, AccountSettings> { ["member"] =
                new([new LogInSettings(new Text("ada", null), new Text("pw", null), null)]) },
            Browser = new BrowserSettings { Patience = TimeSpan.FromSeconds(2), Trace = false },
        });
        var run = new RunContext("r1", settings, TimeProvider.System, new RunCheck("r1", "Test.Undo", evidence, Keep: true));
        TestContext.Current.KeyValueStorage[RunContext.Key] = run;
        return run;
    }

    private static async Task Members(HttpContext context, System.Collections.Concurrent.ConcurrentQueue<string> seen)
    {
        var (request, answer) = (context.Request, context.Response);
        var who = request.Cookies["who"] ?? "nobody";
        answer.ContentType = "text/html; charset=utf-8";
        switch (request.Path.Value)
        {
            case "/login" when request.Method == "POST":
                answer.Cookies.Append("who", (await request.ReadFormAsync())["user"].ToString());
                answer.Redirect("/orders");
                break;
            case "/login" when who == "nobody":
                await answer.WriteAsync(
                    "<form method=post><label>User <input name=user></label><label>Password <input type=password "
                        + "name=pw></label><button>Log in</button></form>");
                break;
            case "/login":
                answer.Redirect("/orders");
                break;
            case "/cancel":
                seen.Enqueue($"cancelled {request.Query["order"]} as {who}");
                await answer.WriteAsync("cancelled");
                break;
            case "/who":
                seen.Enqueue($"asked as {who}");
                break;
            case "/start":
                seen.Enqueue($"opened as {who}");
                await answer.WriteAsync("<p>Start");
                break;
            default:
                await answer.WriteAsync($"<p>The orders of {who}</p><a href=/logout>Log out</a>");
                break;
        }
    }

    private sealed class Orders(Driver driver) : Journey
    {
        public async Task Make()
        {
            await Owe(() => Cancel(1));
            await Owe(() => Cancel(2));
            var shop = await Enter("/login");
            await shop.LogIn(Account("member"));
            await shop.Open("/start");
            await ApiOfVisitor.ExecuteGetAsync(new RestRequest("/who"), Stop);
            await shop.Open("/orders");
        }

        private async Task Cancel(int order)
        {
            await Enter("/start");
            var shop = await Enter("/login");
            await shop.LogIn(Account("member"));
            await ApiOfVisitor.ExecuteGetAsync(new RestRequest("/who"), Stop);
            await shop.Open($"/cancel?order={order}");
        }

        private async Task<Page> Enter(string address) => driver == Driver.Http ? await Open(address) : await Browser.Open(address);
    }
}
