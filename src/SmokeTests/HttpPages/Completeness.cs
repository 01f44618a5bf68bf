using SmokeTests.Http;
using System.Text;
using AngleSharp.Html.Dom;
using SmokeTests.Documents;
using SmokeTests.Settings;

namespace SmokeTests.HttpPages;

/// <summary>
/// Asks for the parts of a page that a browser loads to show it, as far as they are the environment's own. Those of other
/// origins, and so the blocked ones, are never asked for.
/// </summary>
internal sealed class Completeness(Visitor visitor, EnvironmentSettings environment, Uri page)
{
    /// <summary>What is missing, a line each.</summary>
    public async Task<IReadOnlyList<string>> LackedBy(IHtmlDocument document)
    {
        var missing = new List<string>();
        var seen = new HashSet<Uri>();
        var quirks = document.CompatMode == "BackCompat";
        var left = new Queue<LoadedPart>(PageParts.Of(document));
        while (left.TryDequeue(out var part))
        {
            if (!IsOwn(part.Address) || !seen.Add(part.Address))
                continue;
            if (await Ask(part, missing) is not { } answer || !IsOwn(answer.Address))
                continue;
            if (Fault(part.Kind, answer, quirks) is { } fault)
                missing.Add($"{part.Address.PathAndQuery} {fault}");
            else if (part.IsSheet)
                foreach (var sheet in PageParts.Imports(answer.Address, Encoding.UTF8.GetString(answer.Body)))
                    left.Enqueue(sheet);
        }
        return missing;
    }

    /// <summary>A part that does not come is missing, as one is that answers an error: the others are asked for all the same.</summary>
    private async Task<Answer?> Ask(LoadedPart part, List<string> missing)
    {
        try
        {
            return await visitor.Send(new Request(HttpMethod.Get, part.Address, From: page), part.IsSheet ? Reading.All : Reading.Start);
        }
        catch (JourneyFailedException e)
        {
            missing.Add($"{part.Address.PathAndQuery} did not come: {e.Message.Split('\n')[0].Split(": ", 2)[^1]}");
            return null;
        }
    }

    private bool IsOwn(Uri part) => environment.Own.Any(own => own.Scheme == part.Scheme && own.Authority == part.Authority);

    private static string? Fault(PartKind kind, Answer answer, bool quirks) => (int)answer.Status >= 400 ? $"answered {answer.Said}"
        : kind == PartKind.Picture ? PartContent.PictureFault(answer.ContentType, answer.Body)
        : PartContent.Fault(kind, answer.ContentType, string.Equals(answer.Header("X-Content-Type-Options")?.Trim(), "nosniff",
        StringComparison.OrdinalIgnoreCase), quirks);
}
