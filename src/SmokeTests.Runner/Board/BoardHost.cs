using System.Text.Json.Serialization;
using SmokeTests.Runner.Access;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Running;

namespace SmokeTests.Runner.Board;

/// <summary>The web server behind the board and the API, before anything is registered that they show.</summary>
internal static class BoardHost
{
    private const int MostBody = 1024 * 1024;
    private const double SlowestBody = 500;
    private static readonly TimeSpan SlowestHeaders = TimeSpan.FromSeconds(10);

    /// <param name="longestStop">How long requests may take that are going on when it is stopped.</param>
    public static WebApplicationBuilder Prepare(string listen, TimeSpan longestStop)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(listen);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(o =>
        {
            (o.Limits.MaxRequestBodySize, o.Limits.RequestHeadersTimeout, o.AddServerHeader) = (MostBody, SlowestHeaders, false);
            o.Limits.MinRequestBodyDataRate = new(SlowestBody, gracePeriod: SlowestHeaders);
        });
        // A cookie of forms that cannot be read is its sender's matter, who is answered 400: it comes with a stack otherwise.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Critical);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = longestStop);
        builder.Services.ConfigureHttpJsonOptions(o => o.SerializerOptions.Converters.Add(new JsonStringEnumConverter()));
        builder.Services.AddOutputCache(o => o.AddPolicy(SharedPage.Name, new SharedPage()));
        Api.Add(builder.Services);
        Telemetry.Add(builder.Services);
        builder.Services.AddRazorComponents();
        builder.Services.AddHttpContextAccessor();
        return builder;
    }

    /// <summary>
    /// Sessions hold on every board of one history: their keys lie there, or in the data folder where the history is a file.
    /// </summary>
    public static void Guard(IServiceCollection services, AccessSettings access, string data, HistoryStore? shared) =>
        AccessSetup.Add(services, access,
            shared is null ? new KeyFolder(Path.Combine(Path.GetFullPath(data), "keys")) : new SharedKeys(shared));

    /// <summary>Maps all that it answers, and begins to sum the last day up before anybody asks.</summary>
    public static WebApplication Build(WebApplicationBuilder builder, HostNames hosts)
    {
        var app = builder.Build();
        _ = app.Services.GetRequiredService<BoardState>();
        BoardRoutes.Map(app, hosts);
        return app;
    }
}
