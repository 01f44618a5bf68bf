using SmokeTests.Runner.Infrastructure;
using SmokeTests.Settings;

namespace SmokeTests.Runner.Settings;

/// <summary>
/// Where else to look: <c>"links": { "source": "https://git.example/shop/blob/main/{path}#L{line}", "trace":
/// "https://traces.example/trace/{trace}" }</c>.
/// </summary>
/// <param name="Viewer">The origin at which Playwright's trace viewer answers, another than the board's: <c>"viewer":
/// "https://traces.smoke.example"</c>; null for none.</param>
internal sealed record LinkSettings(string? SourceTemplate = null, string? TraceTemplate = null, Uri? Viewer = null)
{
    /// <summary>What deterministic builds put in the place of the repository's folder.</summary>
    private const string Root = "/_/";

    public string? Source(Check check) => SourceTemplate is null || check.File is null ? null
        : SourceTemplate.Replace("{path}", Path(check.File), StringComparison.Ordinal)
        .Replace("{line}", $"{check.Line}", StringComparison.Ordinal);

    public string? Trace(string trace) => TraceTemplate?.Replace("{trace}", Uri.EscapeDataString(trace), StringComparison.Ordinal);

    public static LinkSettings Read(SettingsFile file)
    {
        if (file.Object(file.Root, "", "links") is not { } node)
            return new LinkSettings();
        file.OnlyKeys(node, "links", "source", "trace", "viewer");
        return new LinkSettings(Template("source", "{path}"), Template("trace", "{trace}"),
            SettingTexts.Address(file, node, "links", "viewer", "is no address"));

        string? Template(string name, string place)
        {
            if (file.Text(node, "links", name)?.Value is not { } text)
                return null;
            if ((text.StartsWith("http://", StringComparison.Ordinal) || text.StartsWith("https://", StringComparison.Ordinal))
                && text.Contains(place, StringComparison.Ordinal))
                return text;
            file.Mistake(SettingsFile.Join("links", name), $"'{text}' is no address with {place} in it");
            return null;
        }
    }

    private static string Path(string file)
    {
        var path = file.Replace('\\', '/');
        return string.Join('/',
            (path.StartsWith(Root, StringComparison.Ordinal) ? path[Root.Length..] : path.TrimStart('/')).Split('/')
                .Select(Uri.EscapeDataString));
    }
}
