using System.Text.Json;

namespace SmokeTests.Runner.Routes;

/// <summary>
/// Whether an answer with a status of 2xx is the receiver's own. A captive portal or a proxy answers 200 as well, with a page
/// of its own; a message that only such a one has seen is not sent.
/// </summary>
internal static class TrueAnswer
{
    private const int MostQuoted = 80;

    /// <summary>Of a receiver whose words are not known: anything but a web page.</summary>
    public static SendResult NoPage(string body) => IsPage(body) ? Foreign(body, "a short answer") : new SendResult.Sent();

    /// <summary>Of a receiver that answers in JSON: an object, whatever is in it.</summary>
    public static SendResult JsonObject(string body) => IsJsonObject(body) ? new SendResult.Sent() : Foreign(body, "JSON");

    /// <summary>Of Slack's incoming webhooks, <c>ok</c>; receivers that are made after them say it in JSON.</summary>
    public static SendResult Ok(string body) =>
        string.Equals(body, "ok", StringComparison.OrdinalIgnoreCase) || IsJsonObject(body) ? new SendResult.Sent() : Foreign(body, "ok");

    /// <summary>What somebody else has answered.</summary>
    public static SendResult.Later Foreign(string body, string wanted) => new(
        $"answered with {(IsPage(body) ? "a web page" : $"\"{MessageText.Short(body, MostQuoted)}\"")} instead of {wanted}: is a "
            + "portal or a proxy in between, or is the address wrong?");

    private static bool IsPage(string body) =>
        body.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase) || body.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
        || body.StartsWith('<') && body.Contains("<body", StringComparison.OrdinalIgnoreCase);

    private static bool IsJsonObject(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
