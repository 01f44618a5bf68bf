using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace SmokeTests.EndToEnd;

/// <summary>A pipeline tells a runner of a deploy, and waits for what its checks say.</summary>
public class DeployTests
{
    private const string Token = "a-token-of-the-pipelines";

    private static readonly IReadOnlyDictionary<string, string> Access = new Dictionary<string, string>
    {
        ["SMOKETESTS__access__tokens__ci__sha256"] =
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Token))),
        ["SMOKETESTS__access__tokens__ci__scopes"] = "deploy",
    };

    [Fact]
    public async Task A_deploy_is_marked_and_its_checks_say_at_once_whether_it_works()
    {
        await using var shop = new Bookshop();
        await shop.Open();
        await using var slack = new SlackReceiver();
        await slack.Open();
        // No check is due by itself before the test is over.
        await using var runner =
            new Runner([Product.ShopChecks, "--every", "1h", "--filter", "A visitor finds a book", "--filter", "logs in and out"],
            shop.Environment.Concat(slack.Environment).Concat(Access).ToDictionary());
        await runner.Start();
        await runner.Until("all have run", async () => (await runner.Checks()).All(c => c.Outcome == "Passed"));

        var (code, said) = await Mark(runner, "1.4.2", Token);
        code.Should().Be(0, said);
        said.Should().ContainAll("✓ Storefront: A visitor finds a book in local", "✓ SigningIn: A customer logs in and out",
            "2 passed, 0 failed, 0 broken");

        await shop.Break("search-empty");
        (code, said) = await Mark(runner, "1.4.3", Token);
        code.Should().Be(1, said);
        said.Should().ContainAll("✗ Storefront: A visitor finds a book", "1 passed, 1 failed, 0 broken");
        await runner.Until("the team is told", () => Task.FromResult(slack.Taken.Count == 1));
        slack.Taken[0].Json.Should().MatchRegex("shop 1[.]4[.]3 by ada, \\d+ (s|min) before");

        (await Mark(runner, "1.4.4", "another-token-than-that")).Should()
            .Match<(int Code, string Said)>(r => r.Code == 2 && r.Said.Contains("401: Invalid token"));
        (await Mark(runner, "1.4.4", null)).Should().Match<(int Code, string Said)>(r => r.Code == 2 && r.Said.Contains("SMOKE_TOKEN"));
    }

    [Fact]
    public async Task A_mark_is_taken_from_whoever_has_the_token_and_says_what_is_wrong_with_it()
    {
        await using var runner = new Runner([Product.Specimen("Passing")], Access);
        await runner.Start();
        using var http = new HttpClient { BaseAddress = new Uri(runner.Address) };
        (await Post("another", new { service = "shop", version = "1" })).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await Post(Token, new { service = "shop", version = "1" })).Status.Should().Be(HttpStatusCode.Created);
        (await Post(Token, new { service = "shop" })).Should()
            .Match<(HttpStatusCode Status, string Said)>(r => r.Status == HttpStatusCode.BadRequest && r.Said.Contains("a version"));
        (await Post(Token, new { service = "shop", version = "1", url = "javascript:alert(1)" })).Status.Should()
            .Be(HttpStatusCode.BadRequest);
        (await Post(Token, new { service = "shop", version = "1", runs = 1000 })).Status.Should().Be(HttpStatusCode.BadRequest);

        async Task<(HttpStatusCode Status, string Said)> Post(string? token, object mark)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/deploys") { Content = JsonContent.Create(mark) };
            request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
            using var answer = await http.SendAsync(request);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    private static Task<(int Code, string Said)> Mark(Runner runner, string version, string? token) => Product.Run(
        [Product.Smoke, "deploy", "mark", "--service", "shop", "--version", version, "--by", "ada", "--board", runner.Address,
            "--runs", "2"],
        token is null ? null : new Dictionary<string, string> { ["SMOKE_TOKEN"] = token })!;
}
