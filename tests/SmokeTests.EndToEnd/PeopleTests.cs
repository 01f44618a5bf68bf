using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using SmokeTests.Testing;

namespace SmokeTests.EndToEnd;

/// <summary>What people do about an incident: by the link in its message, by the command line.</summary>
public class PeopleTests
{
    [Fact]
    public async Task The_link_of_a_message_lets_its_readers_take_the_incident_or_silence_it_and_nobody_else()
    {
        await using var shop = new Bookshop();
        await shop.Open();
        await using var slack = new SlackReceiver();
        await slack.Open();
        await using var runner = new Runner([Product.ShopChecks, "--every", "1s", "--filter", "A visitor finds a book"],
            shop.Environment.Concat(slack.Environment).ToDictionary());
        await runner.Start();
        await runner.Until("the check passes", async () => (await runner.Checks()).All(c => c.Outcome == "Passed"));
        await shop.Break("search-empty");
        await runner.Until("the team is told", () => Task.FromResult(slack.Taken.Count == 1));
        var link = Regex.Match(slack.Taken[0].Json, @"http[^|\\""]+/act/[^|\\""]+").Value;
        (await runner.Page(link)).Should().ContainAll("One incident", "Storefront: A visitor finds a book", "Silence for 1 hour");

        using var http = new HttpClient();
        (await Act(http, link[..^1] + (link[^1] == '0' ? '1' : '0'), "acknowledge", "ada")).Should().Be(403);
        (await Act(http, link, "acknowledge", "")).Should().Be(400);
        (await Act(http, link, "never", "ada")).Should().Be(400);
        (await Act(http, link, "acknowledge", "ada")).Should().Be(200);
        (await runner.Page(link)).Should().Contain("ada has it");
        (await runner.Page("/")).Should().Contain("broken, ada has it");
        (await Act(http, link, "1h", "bob")).Should().Be(200);
        (await runner.Page("/")).Should().Contain("ada has it, silent until ");

        await shop.Heal("search-empty");
        await runner.Until("it works again", async () => (await runner.Checks()).All(c => c.Colour == "Green"));
        slack.Taken.Should().HaveCount(1, "nothing is told during a silence");
        (await Product.Run([Product.Smoke, "silences", "--data", runner.Data])).Output.Should()
            .Contain("A_visitor_finds_a_book@local").And.Contain("by bob");
        (await Product.Run([Product.Smoke, "silences", "--lift", "1", "--data", runner.Data])).Output.Should()
            .Contain("Silence 1 has ended");
        await runner.Until("the end is told when the silence is lifted", () => Task.FromResult(slack.Taken.Count == 2));
    }

    [Fact]
    public async Task The_command_line_lists_acknowledges_silences_marks_deploys_and_drills()
    {
        await using var shop = new Bookshop();
        await shop.Open();
        await using var slack = new SlackReceiver();
        await slack.Open();
        var environment = shop.Environment.Concat(slack.Environment).ToDictionary();
        await using var runner = new Runner([Product.ShopChecks, "--every", "1s", "--filter", "A visitor finds a book"], environment);
        await runner.Start();
        await runner.Until("the check passes", async () => (await runner.Checks()).All(c => c.Outcome == "Passed"));

        (await Smoke("incidents")).Should().Be((0, "Nothing is open."));
        (await Smoke("deploy", "mark", "--service", "shop", "--version", "1.4.2", "--by", "ada", "--on", "team=storefront")).Should()
            .Be((0, "shop 1.4.2 is marked: what opens within 30 min names it."));
        (await Smoke("silence", "team=accounts", "--for", "1h", "--why", "moving", "--by", "bob")).Output.Should()
            .StartWith("Silence 1 on team=accounts until ");
        await shop.Break("search-empty");
        await runner.Until("the team is told", () => Task.FromResult(slack.Taken.Count == 1));
        slack.Taken[0].Json.Should().MatchRegex("shop 1[.]4[.]2 by ada, \\d+ (s|min) before");
        var (code, listed) = await Smoke("incidents");
        (code, listed).Should()
            .Match<(int Code, string Text)>(l => l.Code == 1 && l.Text.StartsWith("1  ") && l.Text.Contains("(storefront) since"));
        (await Smoke("ack", "1", "--by", "ada")).Should().Be((0, "ada has incident 1: it is not told again until it is resolved."));
        (await Smoke("ack", "1", "--by", "bob")).Code.Should().Be(2);

        var settings = Path.Combine(Product.ShopChecks, "smoketests.json");
        var (drilled, said) = await Product.Run([Product.Smoke, "drill", "storefront", "--data", runner.Data, "--settings", settings],
            environment);
        drilled.Should().Be(0, said);
        said.Should().MatchRegex(@"slack\s+sent after \d+(\.\d+)? m?s");
        slack.Taken.Should().Contain(p => p.Header.Contains("A drill for team storefront: nothing is broken", StringComparison.Ordinal));
        (await Product.Run([Product.Smoke, "incidents", "--data", Path.Combine(runner.Data, "nowhere")])).Should()
            .Match<(int ExitCode, string Output)>(r => r.ExitCode == 2 && r.Output.Contains("There is no history in"));

        async Task<(int Code, string Output)> Smoke(params string[] arguments)
        {
            var (exit, text) = await Product.Run([Product.Smoke, .. arguments, "--data", runner.Data]);
            return (exit, text.Trim());
        }
    }

    [Fact]
    public async Task Explain_says_whose_a_check_is_and_where_each_number_comes_from()
    {
        var (code, said) = await Product.Run([Product.Smoke, "explain", Product.ShopChecks, "orders a book"],
            new Dictionary<string, string> { ["SMOKETESTS__teams__storefront__alerts__open"] = "3 of 10" });
        code.Should().Be(0, said);
        Regex.Replace(said, " +", " ").Should()
            .ContainAll("Ordering: A customer orders a book in local", "team storefront", "depends on SigningIn",
                "open 3 of 10 bad runs that open an incident", "(teams.storefront.alerts.open)", "resolve 2 good runs", "(default)",
                "paged by nothing");
        (await Product.Run([Product.Smoke, "explain", Product.ShopChecks, "no such check"])).ExitCode.Should().Be(2);
    }

    [Fact]
    public async Task A_check_without_a_team_belongs_to_the_owner_of_its_file()
    {
        var (code, said) = await Product.Run([Product.Smoke, "explain", Product.Specimen("Many"), "Page says what it should (row: 3)"],
            new Dictionary<string, string> { ["MANY_SITE"] = "http://127.0.0.1:9" });
        code.Should().Be(0, said);
        Regex.Replace(said, " +", " ").Should().Contain("team load CODEOWNERS: @specimens/load");
    }

    [Fact]
    public async Task A_button_in_Slack_does_what_it_says_when_Slack_has_signed_it()
    {
        const string secret = "8f742231b10e8888abcd99yyyzzz85a5";
        await using var shop = new Bookshop();
        await shop.Open();
        await using var slack = new SlackReceiver();
        await slack.Open();
        var answered = new List<string>();
        await using var responses =
            await TestSite.Answering(async context => answered.Add(await new StreamReader(context.Request.Body).ReadToEndAsync()));
        await using var runner = new Runner([Product.ShopChecks, "--every", "1s", "--filter", "A visitor finds a book"],
            shop.Environment.Concat(slack.Environment).Append(new("SMOKETESTS__slack__signingSecret", secret)).ToDictionary());
        await runner.Start();
        await runner.Until("the check passes", async () => (await runner.Checks()).All(c => c.Outcome == "Passed"));
        await shop.Break("search-empty");
        await runner.Until("the team is told", () => Task.FromResult(slack.Taken.Count == 1));
        using var message = System.Text.Json.JsonDocument.Parse(slack.Taken[0].Json);
        var button = message.RootElement.GetProperty("blocks").EnumerateArray().Single(b => b.GetProperty("type").GetString() == "actions")
            .GetProperty("elements")[0];
        (button.GetProperty("action_id").GetString(), button.GetProperty("value").GetString(), button.GetProperty("text")
            .GetProperty("text").GetString()).Should().Be(("acknowledge", "1", "I have it"));

        var pressed = $$"""{"type":"block_actions","user":{"id":"U1","name":"ada"},"response_url":"{{responses.Address}}","actions":"""
            + """[{"action_id":"acknowledge","value":"1"}]}""";
        using var http = new HttpClient { BaseAddress = new Uri(runner.Address) };
        (await Press(http, pressed, "another secret", DateTimeOffset.UtcNow)).Should().Be(401);
        (await Press(http, pressed, secret, DateTimeOffset.UtcNow.AddMinutes(-6))).Should().Be(401, "it may be somebody's copy");
        (await Press(http, "no json", secret, DateTimeOffset.UtcNow)).Should().Be(400);
        (await Press(http, pressed.Replace("\"acknowledge\"", "\"explode\"", StringComparison.Ordinal), secret,
            DateTimeOffset.UtcNow)).Should().Be(400);
        (await runner.Page("/")).Should().NotContain("has it");
        (await Press(http, pressed, secret, DateTimeOffset.UtcNow)).Should().Be(200);
        (await runner.Page("/")).Should().Contain("broken, ada has it");
        await runner.Until("Slack is told what was done", () => Task.FromResult(answered.Count == 1));
        answered[0].Should().Contain("1 acknowledged by ada");
    }

    private static async Task<int> Press(HttpClient http, string payload, string secret, DateTimeOffset at)
    {
        var (body, seconds) =
            ($"payload={Uri.EscapeDataString(payload)}", at.ToUnixTimeSeconds()
                .ToString(System.Globalization.CultureInfo.InvariantCulture));
        var mac = System.Security.Cryptography.HMACSHA256.HashData(System.Text.Encoding.UTF8.GetBytes(secret),
            System.Text.Encoding.UTF8.GetBytes($"v0:{seconds}:{body}"));
        using var request = new HttpRequestMessage(HttpMethod.Post,
            "/slack/actions") { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/x-www-form-urlencoded") };
        request.Headers.Add("X-Slack-Request-Timestamp", seconds);
        request.Headers.Add("X-Slack-Signature", $"v0={Convert.ToHexStringLower(mac)}");
        using var answer = await http.SendAsync(request);
        return (int)answer.StatusCode;
    }

    private static async Task<int> Act(HttpClient http, string link, string what, string by)
    {
        using var answer = await http.PostAsync(link + "/done",
            new FormUrlEncodedContent(new Dictionary<string, string> { ["what"] = what, ["by"] = by, ["why"] = "because" }));
        return (int)answer.StatusCode;
    }
}
