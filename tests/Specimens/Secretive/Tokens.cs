using RestSharp;
using SmokeTests;
using Xunit;

namespace Specimens;

/// <summary>A secret that stands in no settings: it is met a moment before the process ends.</summary>
[Team("leaky"), Every("1h"), OnlyIn("tokens")]
public class Tokens : Journey
{
    [Fact(Explicit = true)]
    public async Task By_a_token()
    {
        var answer = await Api.ExecuteGetAsync(new RestRequest("echo"), Stop);
        System.Environment.FailFast($"The end: {answer.Content}");
    }
}
