using System.Globalization;
using Microsoft.Extensions.FileProviders;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Settings;

namespace SmokeTests.Runner.Board;

/// <summary>
/// Playwright's own trace viewer, as it lies beside the suites with browser checks. It draws what the watched site sent, so
/// it has an origin of its own (<c>links.viewer</c>): nothing but the viewer and the traces answers there, a trace by a
/// signed link that ends after an hour, and nothing of the board.
/// </summary>
internal sealed class TraceViewer(LiveSettings settings, SuiteRegistry suiteRegistry, EvidenceStore evidenceStore, LinkSigner linkSigner,
    TimeProvider time)
{
    private const string Traces = "/traces";
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(1);
    private static readonly string Place = Path.Combine(".playwright", "package", "lib", "vite", "traceViewer");

    /// <summary>Whether a request is for the viewer's origin rather than the board's.</summary>
    public bool Has(HttpRequest request) => settings.Now.Links.Viewer is { } origin && request.Host.Value == origin.Authority;

    /// <summary>Where the trace of a run opens; null where no viewer is set up.</summary>
    public string? Link(string run)
    {
        if (settings.Now.Links.Viewer is not { } origin || Folder is null)
            return null;
        var until = (time.GetUtcNow() + Lasts).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var trace = new Uri(origin, $"{Traces}/{run}/{until}/{linkSigner.Sign(Text(run, until))}/trace.zip");
        return new Uri(origin, $"/index.html?trace={Uri.EscapeDataString(trace.ToString())}").ToString();
    }

    public async Task Answer(HttpContext context)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        await (Trace(context.Request.Path) ?? Part(context.Request.Path) ?? Results.NotFound()).ExecuteAsync(context);
    }

    private string? Folder => suiteRegistry.Folders.Select(f => Path.Combine(f, Place)).FirstOrDefault(Directory.Exists);

    private IResult? Trace(PathString path) =>
        path.StartsWithSegments(Traces, StringComparison.Ordinal, out var rest)
        && rest.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries) is [var run, var until, var signature, var name]
        && linkSigner.Holds(Text(run, until), signature)
        && long.Parse(until, CultureInfo.InvariantCulture) > time.GetUtcNow().ToUnixTimeSeconds()
        && evidenceStore.File(run, name) is { } file ? Results.File(file, "application/zip") : null;

    private IResult? Part(PathString path)
    {
        if (Folder is not { } folder)
            return null;
        using var files = new PhysicalFileProvider(folder);
        var file = files.GetFileInfo(path == "/" ? "index.html" : path.Value!);
        return !file.Exists || file.IsDirectory ? null : Results.File(file.PhysicalPath!, Path.GetExtension(file.Name) switch
        {
            ".html" => "text/html; charset=utf-8", ".js" => "text/javascript; charset=utf-8", ".css" => "text/css; charset=utf-8", ".svg" =>
            "image/svg+xml", ".ttf" => "font/ttf", ".webmanifest" => "application/manifest+json", _ => "application/octet-stream",
        });
    }

    private static string Text(string run, string until) => $"trace {run} {until}";
}
