using RestSharp;
using SmokeTests.Api;
using SmokeTests.Runs;
using SmokeTests.Settings;

namespace SmokeTests.Tests.Transport;

/// <summary>The API of a run without xunit around it, and every way in which RestSharp can be asked.</summary>
internal static class Call
{
    public static readonly IReadOnlyDictionary<string, Func<RestClient, Task>> Ways = new Dictionary<string, Func<RestClient, Task>>
    {
        ["ExecuteAsync"] = api => api.ExecuteAsync(new RestRequest("orders")),
        ["ExecuteAsync<T>"] = api => api.ExecuteAsync<Order>(new RestRequest("orders")),
        ["ExecuteAsync POST"] = api => api.ExecuteAsync(new RestRequest("orders", Method.Post).AddJsonBody(new Order("dune"))),
        ["ExecuteAsync DELETE"] = api => api.ExecuteAsync(new RestRequest("orders", Method.Delete)),
        ["ExecuteGetAsync"] = api => api.ExecuteGetAsync(new RestRequest("orders")),
        ["ExecutePostAsync<T>"] = api => api.ExecutePostAsync<Order>(new RestRequest("orders").AddJsonBody(new Order("dune"))),
        ["GetAsync"] = api => api.GetAsync(new RestRequest("orders")),
        ["GetAsync<T>"] = api => api.GetAsync<Order>("orders"),
        ["PostJsonAsync"] = api => api.PostJsonAsync("orders", new Order("dune")),
        ["PutAsync"] = api => api.PutAsync(new RestRequest("orders")),
        ["HeadAsync"] = api => api.HeadAsync(new RestRequest("orders")),
        ["DownloadDataAsync"] = api => api.DownloadDataAsync(new RestRequest("orders")),
        ["DownloadStreamAsync"] = api => api.DownloadStreamAsync(new RestRequest("orders")),
        ["StreamJsonAsync"] = async api =>
        {
            await foreach (var _ in api.StreamJsonAsync<Order>("orders", CancellationToken.None))
                continue;
        },
        ["Execute"] = api => { api.Execute(new RestRequest("orders")); return Task.CompletedTask; },
        ["Get<T>"] = api => { api.Get<Order>(new RestRequest("orders")); return Task.CompletedTask; },
        ["Post"] = api => { api.Post(new RestRequest("orders").AddJsonBody(new Order("dune"))); return Task.CompletedTask; },
        ["DownloadData"] = api => { api.DownloadData(new RestRequest("orders")); return Task.CompletedTask; },
        ["GraphQL"] = api => api.GraphQL<string>("order.book", "{ order { book } }"),
    };

    public static readonly IReadOnlyList<string> Names = [.. Ways.Keys];

    /// <param name="address">Where the API is.</param>
    /// <param name="but">What is different about the environment's settings.</param>
    /// <param name="stop">The time limit of a run, where one matters.</param>
    public static RunContext On(Uri address, Func<EnvironmentSettings, EnvironmentSettings>? but = null)
    {
        var environment = new EnvironmentSettings { Name = "test", Site = address, Api = new ApiSettings(address),
            StepLimit = TimeSpan.FromSeconds(10) };
        var run = new RunContext("r1", SuiteSettings.Of(but?.Invoke(environment) ?? environment), TimeProvider.System);
        run.Stand("Test.Call", "storefront");
        return run;
    }

    public static RestClient Api(RunContext run) => ApiClient.For(run, Authentication.Of(run));

    internal sealed record Order(string Book);
}
