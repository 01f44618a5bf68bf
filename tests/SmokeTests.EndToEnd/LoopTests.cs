namespace SmokeTests.EndToEnd;

/// <summary>Shop, receiver and runner as they stand in production: real processes, real HTTP.</summary>
public sealed class Stage : IAsyncLifetime
{
    public Bookshop Shop { get; } = new();

    public SlackReceiver Slack { get; } = new();

    public Runner Runner { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Shop.Open();
        await Slack.Open();
        Runner = new Runner([Product.ShopChecks, "--every", "2s"], Shop.Environment.Concat(Slack.Environment).ToDictionary());
        await Runner.Start();
        await AllGreen();
    }

    public Task AllGreen() =>
        Runner.Until("every check is green",
            async () => (await Runner.Checks()) is { Length: 10 } all && all.All(c => c.Colour == "Green"));

    public async ValueTask DisposeAsync()
    {
        await Runner.DisposeAsync();
        await Slack.DisposeAsync();
        await Shop.DisposeAsync();
    }
}

/// <summary>The whole loop: break the shop, the right team is told once; heal it, it is told once.</summary>
public class LoopTests(Stage stage) : IClassFixture<Stage>
{
    [Theory]
    //          the shop's switch   the checks that turn red, with the team that is told              those that turn grey
    [InlineData("search-empty",     "storefront: A visitor finds a book",                              "")]
    [InlineData("order-blank",      "storefront: A customer orders a book",                            "")]
    [InlineData("database-locked",  "storefront: A customer orders a book, accounts: A reader reviews a book", "")]
    [InlineData("login-renamed",    "accounts: A customer logs in and out",
        "A customer orders a book, A reader reviews a book, A customer changes her picture")]
    [InlineData("session-lost",     "accounts: A customer logs in and out",
        "A customer orders a book, A reader reviews a book, A customer changes her picture")]
    [InlineData("uploads-refused",  "accounts: A customer changes her picture",                        "")]
    [InlineData("slow",             "storefront: A book page opens quickly",                           "")]
    [InlineData("server-error",     "storefront: The bestsellers are listed",                          "")]
    [InlineData("script-missing",   "storefront: The front page is complete",                          "")]
    public async Task Each_switch_turns_the_right_checks_red_and_tells_the_right_team_once(string breakage, string told, string waiting)
    {
        await stage.AllGreen();
        var before = stage.Slack.Taken.Count;
        var expected = told.Split(", ").Select(t => t.Split(": ")).Select(t => (Team: t[0], Check: t[1])).ToArray();
        var grey = waiting.Split(", ", StringSplitOptions.RemoveEmptyEntries);

        await stage.Shop.Break(breakage);
        await stage.Runner.Until($"{told} red and told, {waiting} grey", async () =>
        {
            var checks = await stage.Runner.Checks();
            return stage.Slack.Taken.Count - before >= expected.Length
                && checks.Where(c => c.Colour == "Red").Select(c => (c.Team, c.Name)).ToHashSet().SetEquals(expected)
                && grey.All(name => checks.Single(c => c.Name == name) is { Colour: "Grey", BlamedOn: not null });
        });
        // Every check has run once more since, and still these are red; who was told is counted below. On a busy machine a run of
        // them may be lost.
        var now = DateTimeOffset.UtcNow;
        await stage.Runner.Until("every check has run since, and the same are red", async () =>
        {
            var checks = await stage.Runner.Checks();
            return checks.All(c => c.LastRun > now)
                && checks.Where(c => c.Colour == "Red").Select(c => (c.Team, c.Name)).ToHashSet().SetEquals(expected);
        });

        await stage.Shop.Heal(breakage);
        await stage.AllGreen();
        await stage.Runner.Until("the resolve is told", () => Task.FromResult(stage.Slack.Taken.Count - before >= 2 * expected.Length));
        stage.Slack.Taken.Skip(before).Where(p => !p.Header.Contains("The monitor itself", StringComparison.Ordinal))
            .Select(p => $"{p.Team} {p.Header}").Should().BeEquivalentTo(expected.SelectMany(e => new[]
        {
            $"{e.Team} ✗ \"{Group(e.Check)}: {e.Check}\" is broken in local ({e.Team})",
            $"{e.Team} ✓ \"{Group(e.Check)}: {e.Check}\" works again in local ({e.Team})",
        }));
        await stage.Runner.OutboxIsEmpty();
        (await stage.Runner.Notifications()).Where(n => !n.Text.Contains("The monitor itself", StringComparison.Ordinal))
            .Take(2 * expected.Length).Select(n => (n.Kind, n.State)).Should().BeEquivalentTo(
            expected.SelectMany(_ => new[] { ("opened", "Sent"), ("resolved", "Sent") }));
    }

    [Fact]
    public async Task The_pages_show_what_the_message_says()
    {
        await stage.AllGreen();
        var before = stage.Slack.Taken.Count;
        await stage.Shop.Break("search-empty");
        await stage.Runner.Until("the team is told", () => Task.FromResult(stage.Slack.Taken.Count > before));
        (await stage.Runner.Page("/")).Should().Contain("1 of 10 broken in local: storefront");
        var link = System.Text.RegularExpressions.Regex.Match(stage.Slack.Taken[before].Json, @"http[^|\\""]+/runs/\w+").Value;
        (await stage.Runner.Page(link)).Should()
            .ContainAll("No books match your search.", "search for &quot;dune&quot;", "Expected", "Storefront.cs:line 11");
        (await stage.Runner.Page("/notifications")).Should().Contain("is broken in local (storefront)");
        await stage.Shop.Heal("search-empty");
        await stage.Runner.Until("it is resolved", () => Task.FromResult(stage.Slack.Taken.Count > before + 1));
    }

    private static string Group(string check) => check switch
    {
        "A customer orders a book" => "Ordering",
        "A reader reviews a book" or "A customer changes her picture" => "Profile",
        "A customer logs in and out" => "SigningIn",
        _ => "Storefront",
    };
}
