using System.Text;
using RestSharp;
using SmokeTests;
using Xunit;

namespace Specimens;

/// <summary>
/// Secrets in every place where a secret can go, on a site that repeats all that it is told. Every check fails, so that it leaves
/// evidence.
/// </summary>
[Team("leaky"), Every("1h"), OnlyIn("local")]
public class Leaks : Journey
{
    [Fact]
    public async Task By_a_form_over_http()
    {
        var site = await Open("/login");
        await site.LogIn(Account("canary"));
        await Everything(site);
    }

    [Fact, Within("60s")]
    public async Task By_a_form_in_a_browser()
    {
        var site = await Browser.Open("/login");
        await site.LogIn(Account("canary"));
        await Everything(site);
    }

    [Fact]
    public async Task By_a_header()
    {
        var answer = await Api.ExecuteGetAsync(new RestRequest("echo").AddHeader("X-Own", Secret("key").Reveal()), Stop);
        answer.Json<string>("nothing.there");
    }

    [Fact]
    public async Task By_a_json_body()
    {
        var answer = await Api.ExecutePostAsync(new RestRequest("echo").AddJsonBody(new { key = Secret("key").Reveal() }), Stop);
        answer.ShouldHaveStatus(201);
    }

    [Fact]
    public Task By_a_connection() => Database("orders").Single<string>("select 1");

    [Fact]
    public void By_an_exception_of_ones_own() => throw new InvalidOperationException($"the key is {Secret("key").Reveal()}");

    [Fact]
    public void By_output()
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"the key is {Secret("key").Reveal()}");
        Assert.Fail($"the password is {Account("canary").Password.Reveal()}");
    }

    private async Task Everything(Page site)
    {
        await site.Open($"/query?key={Uri.EscapeDataString(Secret("key").Reveal())}");
        await site.Fill("Words", Secret("key"));
        await site.Upload("File", "secret.txt", Encoding.UTF8.GetBytes($"the key: {Secret("key").Reveal()}"));
        await site.ShouldShow("what is not there");
    }
}
