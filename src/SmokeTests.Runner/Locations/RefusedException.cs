using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SmokeTests.Runner.Locations;

/// <summary>The head takes a report but for the runs of some checks.</summary>
internal sealed class RefusedException(string why, IReadOnlyList<string> checks)
    : HttpRequestException(why, null, HttpStatusCode.BadRequest)
{
    private const int MostWhy = 1_000;

    public IReadOnlyList<string> Checks => checks;

    /// <summary>What the answer says; null for one that says no such thing.</summary>
    public static RefusedException? Read(string answer)
    {
        try
        {
            return JsonNode.Parse(answer) is JsonObject problem && problem[ReportReceiver.RefusedChecks] is JsonArray { Count: > 0 } named
                ? new RefusedException(Texts.Name((string?)problem["detail"], MostWhy),
                    [.. named.Select(c => (string?)c).OfType<string>()]) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }
}
