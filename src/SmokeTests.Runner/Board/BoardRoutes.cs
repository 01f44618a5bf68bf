using System.Net.ServerSentEvents;
using System.Reflection;
using System.Runtime.CompilerServices;
using SmokeTests.Runner.Access;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Runner.Locations;

namespace SmokeTests.Runner.Board;

/// <summary>The pages, their files, the events that keep them live, and the API.</summary>
internal static class BoardRoutes
{
    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(500);

    public static void Map(WebApplication app, HostNames hosts)
    {
        app.UseMiddleware<FaultAnswers>();
        // Another origin, and nothing of the board on it.
        app.MapWhen(context => Viewer(context).Has(context.Request), traces => traces.Run(context => Viewer(context).Answer(context)));
        app.Use(async (context, next) =>
        {
            if (!hosts.Knows(context.Request.Host))
            {
                await Results.Problem(
                    "This board does not go by that name. Start it with --public-address, or say in the settings' \"access\" who may "
                        + "see it.", statusCode: 400).ExecuteAsync(context);
                return;
            }
            // HTTP/1.0 needs to name no host; what is no name of one cannot be part of an address, as pages have theirs.
            if (!context.Request.Host.HasValue)
                context.Request.Host = new HostString("localhost");
            if (!Uri.TryCreate($"{context.Request.Scheme}://{context.Request.Host}/", UriKind.Absolute, out _))
            {
                await Results.Problem("The header Host names no host.", statusCode: 400).ExecuteAsync(context);
                return;
            }
            context.Response.Headers.ContentSecurityPolicy =
                "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
            context.Response.Headers.XContentTypeOptions = "nosniff";
            context.Response.Headers["Referrer-Policy"] = "same-origin";
            context.Response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
            await next(context);
        });
        // An error of the API is a problem (RFC 9457), also where nothing more is known of it.
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal), api => api.UseStatusCodePages());
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseOutputCache();
        // Pages are looked at; what acts has a route and a filter of its own.
        app.MapRazorComponents<App>().DisableAntiforgery().Add(OnlyLookedAt);
        ActRoutes.Map(app);
        SignIn.Map(app);
        Status.Map(app);
        app.MapPost("/slack/actions", SlackActions.Take).AllowAnonymous().DisableAntiforgery();
        app.MapGet("/board/{name}", (string name) => File(name)).AllowAnonymous();
        // An open board must not hold up a stop: its stream ends with the service, and the page reconnects by itself.
        app.MapGet("/events",
            (HttpContext context, ChangeSignal changeSignal, IHostApplicationLifetime life) =>
                TypedResults.ServerSentEvents(Changes(changeSignal, $"{context.Request.Headers["Last-Event-ID"]}",
                    life.ApplicationStopping)));

        Api.Map(app);
        ReportReceiver.Map(app);
        app.MapOpenApi("/api/openapi.json");
        app.MapPrometheusScrapingEndpoint("/metrics");
        app.MapGet("/runs/{id}/evidence/{name}",
            (string id, string name, EvidenceStore evidenceStore, HttpContext context) => Evidence(id, name, evidenceStore, context))
            .ExcludeFromDescription();
        app.MapGet("/checks/{id}/badge.svg",
            (string id, BoardState board) => board.Tile(id) is { } tile
                ? Results.Text(Badge.Of(tile.Check.Name, tile.Word, tile.Colour), Badge.Type) : Results.NotFound())
                .ExcludeFromDescription();

        app.MapGet("/health/live", () => "live").AllowAnonymous();
        app.MapGet("/health/ready", (Readiness ready) => ready.IsReady ? Results.Text(Readiness.Word)
            : Results.Text("starting", statusCode: 503)).AllowAnonymous();
    }

    /// <summary>Components would take a form's POST as well.</summary>
    private static void OnlyLookedAt(EndpointBuilder page)
    {
        foreach (var methods in page.Metadata.OfType<HttpMethodMetadata>().ToArray())
            page.Metadata.Remove(methods);
        page.Metadata.Add(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));
    }

    private static TraceViewer Viewer(HttpContext context) => context.RequestServices.GetRequiredService<TraceViewer>();

    private static IResult File(string name) =>
        Assembly.GetExecutingAssembly().GetManifestResourceStream($"SmokeTests.Runner.Board.{name}") is not { } file ? Results.NotFound()
        : Results.Stream(file,
            Path.GetExtension(name) switch { ".css" => "text/css; charset=utf-8", ".js" => "text/javascript; charset=utf-8",
                ".json" => "application/schema+json", _ => "image/svg+xml" });

    /// <summary>What a site sent is shown as text, never as a page of the board's own.</summary>
    private static IResult Evidence(string id, string name, EvidenceStore evidenceStore, HttpContext context)
    {
        if (evidenceStore.File(id, name) is not { } file)
            return Results.NotFound();
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        var (type, download) = Path.GetExtension(name) switch { ".png" => ("image/png", null), ".zip" =>
            ("application/zip", name), ".har" => ("application/json", name), _ => ("text/plain; charset=utf-8", (string?)null) };
        return Results.File(file, type, download);
    }

    /// <param name="last">The last event that the browser has had: whatever came since is told at once, and what came before a
    /// restart as well.</param>
    private static async IAsyncEnumerable<SseItem<string>> Changes(ChangeSignal changeSignal, string last, CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken gone = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, gone);
        for (var seen = long.TryParse(last, out var known) && known <= changeSignal.Count ? known : last.Length > 0 ? -1
            : changeSignal.Count; await changeSignal.After(seen, either.Token) is { } next; seen = next)
        {
            yield return new SseItem<string>($"{next}", "changed") { EventId = $"{next}" };
            await Task.Delay(Calm, TimeProvider.System, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
