using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using SmokeTests.Runner.History;
using SmokeTests.Settings;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Routes;

/// <summary>An announcement in Block Kit, within Slack's documented limits: shortened in the middle, never refused.</summary>
internal sealed record SlackMessage(string Text, IReadOnlyList<SlackBlock> Blocks)
{
    /// <summary>Slack takes about one message a second for a channel.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private const string Between = " · ";
    private const int MostHeader = 150;
    private const int MostSection = 3_000;

    /// <summary>The more facts, the less room for each; more than find this much are left out.</summary>
    private const int LeastFact = 420;
    private const int MostText = 2_000;

    /// <summary>What a fact has around its text: name, stars, quotes, line end.</summary>
    private const int MostDress = 50;

    public static SlackMessage From(OutboxEntry letter, string? mention, bool hasButtons)
    {
        var message = From(letter.Announcement, letter.Mentions ? mention : null);
        return hasButtons && SlackButtons.Below(letter.Announcement.Kind, letter.Incidents) is { } buttons
            ? message with { Blocks = [.. message.Blocks, buttons] } : message;
    }

    /// <param name="mention">Who is addressed, as Slack writes it.</param>
    public static SlackMessage From(Message announcement, string? mention = null)
    {
        var shown = announcement.Facts.Take(MostSection / LeastFact).ToArray();
        var facts = string.Join('\n', shown.Select(f => $"*{Escape(f.Name)}* {Value(f.Text, MostSection / shown.Length)}"));
        var links = Links(announcement.Links);
        return new SlackMessage(Fitting(announcement.Plain(), MostText),
        [
            new SlackBlock("header", Text: new("plain_text", MessageText.Short(announcement.Headline, MostHeader))),
            .. mention is null ? [] : new[] { new SlackBlock("section", Text: new("mrkdwn", mention)) },
            .. facts.Length == 0 ? [] : new[] { new SlackBlock("section", Text: new("mrkdwn", facts)) },
            .. links.Length == 0 ? [] : new[] { new SlackBlock("context", Elements: [new SlackMarkdown(links)]) },
        ]);
    }

    /// <summary>
    /// Whom a team's settings mention where it pages: <c>here</c>, <c>channel</c>, a group (<c>S…</c>) or a person (<c>U…</c>).
    /// </summary>
    public static string? Mention(SettingsFile file, JsonObject team, string key)
    {
        var wanted = SettingTexts.Text(file, team, key, "mention")?.TrimStart('@');
        switch (wanted)
        {
            case null:
                return null;
            case "here" or "channel":
                return $"<!{wanted}>";
            case ['S', ..] when wanted.All(char.IsAsciiLetterOrDigit):
                return $"<!subteam^{wanted}>";
            case ['U' or 'W', ..] when wanted.All(char.IsAsciiLetterOrDigit):
                return $"<@{wanted}>";
            default:
                file.Mistake(SettingsFile.Join(key, "mention"),
                    $"'{wanted}' is nobody that Slack knows. Write here, channel, a group's id (S0123ABC) or a person's (U0123ABC)");
                return null;
        }
    }

    /// <summary>Text that came from a page can mention nobody and format nothing.</summary>
    private static string Value(string text, int most)
    {
        var safe = Fitting(text, most - MostDress);
        return safe.Contains('\n', StringComparison.Ordinal) ? $"```{safe.Replace("`", "'", StringComparison.Ordinal)}```"
            : $"`{safe.Replace("`", "'", StringComparison.Ordinal)}`";
    }

    /// <summary>Escaped, and shortened until that fits: an escaped character takes up to five.</summary>
    private static string Fitting(string text, int most)
    {
        for (var length = most; ; length = length * 3 / 4)
            if (Escape(MessageText.Short(text, length)) is var safe && safe.Length <= most)
                return safe;
    }

    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>As many links as find room: one that is cut leads nowhere.</summary>
    private static string Links(IReadOnlyList<Link> links)
    {
        var all = "";
        foreach (var link in links.Select(l => $"<{Address(l.Address)}|{Escape(l.Name)}>"))
            if (all.Length + Between.Length + link.Length <= MostSection)
                all += all.Length == 0 ? link : Between + link;
        return all;
    }

    private static string Address(string address) => address
        .Replace("<", "%3C", StringComparison.Ordinal).Replace(">", "%3E", StringComparison.Ordinal)
        .Replace("|", "%7C", StringComparison.Ordinal);
}

internal sealed record SlackBlock(string Type, SlackText? Text = null, IReadOnlyList<SlackElement>? Elements = null);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(SlackMarkdown), "mrkdwn")]
[JsonDerivedType(typeof(SlackButton), "button")]
internal abstract record SlackElement;

internal sealed record SlackMarkdown(string Text) : SlackElement;

/// <param name="ActionId">What is done.</param>
/// <param name="Value">To which incidents.</param>
internal sealed record SlackButton(SlackText Text, string ActionId, string Value, string? Style) : SlackElement;

internal sealed record SlackText(string Type, string Text);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SlackMessage))]
internal sealed partial class SlackJson : JsonSerializerContext;
