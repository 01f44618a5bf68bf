using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SmokeTests.Settings;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Routes;

/// <summary>
/// Buttons below Slack's messages. Off unless <c>"slack": { "signingSecret": "${SLACK_SIGNING_SECRET}" }</c> is set: Slack
/// then asks <c>/slack/actions</c>, the app's request URL for interactivity, and signs what it asks.
/// </summary>
internal static class SlackButtons
{
    public const string Section = "slack";
    public const string Secret = "signingSecret";

    /// <summary>What is older may be somebody's copy: Slack's own advice.</summary>
    private static readonly TimeSpan Oldest = TimeSpan.FromMinutes(5);
    private const int MostValue = 2_000;

    public static bool AreOn(SettingsFile file) => file.Root[Section] is JsonObject node && node[Secret] is not null;

    public static string? Read(SettingsFile file)
    {
        if (file.Object(file.Root, "", Section) is not { } node)
            return null;
        file.OnlyKeys(node, Section, Secret);
        return SettingTexts.Text(file, node, Section, Secret);
    }

    /// <summary>The buttons of a message; none where it tells of nothing that can be taken on.</summary>
    public static SlackBlock? Below(string kind, IReadOnlyList<long> incidents)
    {
        var value = string.Join('-', incidents);
        return kind is "opened" or "reminder" or "paged" or "flapping" && value.Length is > 0 and <= MostValue
            ? new SlackBlock("actions",
                Elements: [Button("I have it", "acknowledge", "primary"), Button("Silence for 1 h", "1h"), Button("for 4 h", "4h"),
                    Button("for a day", "1d")]) : null;

        SlackElement Button(string text, string act, string? style = null) =>
            new SlackButton(new SlackText("plain_text", text), act, value, style);
    }

    /// <summary>Whether Slack has signed that, and lately.</summary>
    public static bool IsSigned(byte[] body, string timestamp, string signature, string secret, DateTimeOffset now)
    {
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(now.ToUnixTimeSeconds() - seconds) > Oldest.TotalSeconds)
            return false;
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), (byte[])[.. Encoding.UTF8.GetBytes($"v0:{timestamp}:"), .. body]);
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes($"v0={Convert.ToHexStringLower(mac)}"),
            Encoding.UTF8.GetBytes(signature));
    }
}
