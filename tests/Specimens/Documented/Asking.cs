using System.Net.Sockets;

namespace Documented;

/// <summary>The examples of "Writing checks": APIs, secrets, and what waits.</summary>
[Team("storefront"), Every("5m")]
public class Asking : Journey
{
    [Fact]
    public async Task The_api_finds_a_book()
    {
        var answer = await Api.ExecuteGetAsync(new RestRequest("books").AddQueryParameter("q", "dune"), Stop);
        answer.ShouldHaveStatus(200);
        Assert.Equal("Frank Herbert", answer.Json<string>("[0].author"));
        Assert.Equal(1, answer.Json<int>("length"));

        var dune = await Api.GetAsync<Book>("books/dune", Stop);        // the whole answer as a type of your own
        Assert.True(dune!.Stock > 0);

        var none = await Api.ExecuteGetAsync(new RestRequest("books/no-such-book"), Stop);
        none.ShouldHaveStatus(404);                                     // every status below 500 is yours to judge
    }

    private sealed record Book(string Title, string Author, int Stock);

    [Fact]
    public async Task A_partner_asks_with_his_key()
    {
        var asked = new RestRequest("books/dune").AddHeader("X-Key", Secret("partner-key").Reveal());
        (await Api.ExecuteGetAsync(asked, Stop)).ShouldHaveStatus(200);
    }

    [Fact]
    public async Task The_site_accepts_connections()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(Site.Host, Site.Port, Stop);
    }

    [Fact, Within("20s"), Budget("1ms")]
    public async Task A_page_over_its_budget_is_slow()
    {
        var shop = await Open("/bestsellers");
        await shop.ShouldShow("Bestsellers of the month");
        await Task.Delay(20, Stop);
    }
}
