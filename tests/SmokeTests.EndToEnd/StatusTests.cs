using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace SmokeTests.EndToEnd;

/// <summary>What people outside see, where the settings let them.</summary>
public class StatusTests
{
    [Fact]
    public async Task The_status_page_tells_groups_and_incidents_and_nothing_of_what_is_inside()
    {
        await using var shop = new Bookshop();
        await shop.Open();
        await using var runner =
            new Runner([Product.ShopChecks, "--every", "1s", "--filter", "A visitor finds a book", "--filter", "logs in and out"],
                shop.Environment.Concat(new Dictionary<string, string>
        {
            ["SMOKETESTS__status__title"] = "The bookshop", ["SMOKETESTS__status__groups__Finding"] = "team=storefront",
                ["SMOKETESTS__status__groups__Accounts"] = "team=accounts",
        }).ToDictionary());
        await runner.Start();
        await runner.Until("all pass", async () => (await runner.Checks()).All(c => c.Outcome == "Passed"));
        await runner.Until("it says so", async () => (await runner.Page("/status")).Contains("All works"));
        (await runner.Page("/status/Finding.svg")).Should().Contain("works");

        await shop.Break("search-empty");
        await runner.Until("the page says so", async () => (await runner.Page("/status")).Contains("Finding: down"));
        using var http = new HttpClient { BaseAddress = new Uri(runner.Address) };
        var incident = JsonNode.Parse(await runner.Page("/api/incidents"))![0]!["id"];
        var token = Regex.Match(await http.GetStringAsync($"/incidents/{incident}"),
            "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        (await http.PostAsync($"/incidents/{incident}/notes",
            new FormUrlEncodedContent(new Dictionary<string, string> { ["text"] = "The search is being <b>mended</b>.",
                ["__RequestVerificationToken"] = token }))).EnsureSuccessStatusCode();
        var page = await runner.Page("/status");
        page.Should().ContainAll("The search is being &lt;b&gt;mended&lt;/b&gt;.", "The bookshop",
            "not over yet").And.NotContain("A visitor finds").And.NotContain("Frank Herbert").And.NotContain(
            shop.Address).And.NotContain("/runs/");
        (await runner.Page("/status/Finding.svg")).Should().Contain("down");
        (await runner.Page("/status/Accounts.svg")).Should().Contain("works");
        (await http.GetAsync("/status/None.svg")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        var json = JsonNode.Parse(await runner.Page("/status.json"))!;
        json["groups"]!.AsArray().Select(g => $"{g!["name"]} {g["health"]}").Should().BeEquivalentTo("Finding Down", "Accounts Works");

        $"{JsonNode.Parse(await runner.Page("/status/finding.json"))!["health"]}".Should().Be("Down");
        (await http.GetAsync("/status/None.json")).StatusCode.Should().Be(HttpStatusCode.NotFound);

        await shop.Heal("search-empty");
        await runner.Until("all works again", async () => (await runner.Page("/status")).Contains("All works"));
        XNamespace atom = "http://www.w3.org/2005/Atom";
        var entry = XDocument.Parse(await runner.Page("/status/feed.atom")).Root!.Elements(atom + "entry").Should().ContainSingle().Subject;
        (entry.Element(atom + "title")!.Value, entry.Element(atom + "content")!.Value).Should()
            .Match<(string Title, string Content)>(e => e.Title == "Finding: disrupted, over"
                && e.Content.EndsWith("The search is being <b>mended</b>."));
    }
}
