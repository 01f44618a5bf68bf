namespace SmokeTests.Monitoring.Messages;

/// <summary>A message as a person reads it, before any route gives it its own dress.</summary>
/// <param name="Headline">What, where, whose: enough on a phone's lock screen.</param>
/// <param name="Facts">Name and text, in order. A text of several lines is quoted.</param>
internal sealed record Message(string Kind, string Headline, IReadOnlyList<Fact> Facts, IReadOnlyList<Link> Links)
{
    /// <summary>Characters. Shortened in the middle: what it is stands at the beginning, whose at the end.</summary>
    private const int MostHeadline = 1_000;

    public string Headline { get; init; } = MessageText.Short(Headline, MostHeadline);

    /// <summary>A link that is cut leads nowhere: one that is too long is left out.</summary>
    public IReadOnlyList<Link> Links { get; init; } = Links.All(Link.IsShort) ? Links : [.. Links.Where(Link.IsShort)];

    /// <summary>What a list of several messages calls it: the check's whole name. Older messages have none.</summary>
    public string? Subject { get; init; }

    /// <summary>The message without any dress: the console, and what Slack shows in a notification.</summary>
    public string Plain() => string.Join('\n',
    [
        Headline,
        .. Facts.Select(f => $"  {f.Name.PadRight(9)} {f.Text.Replace("\n", "\n            ", StringComparison.Ordinal)}"),
        .. Links.Select(l => $"  {l.Name.PadRight(9)} {l.Address}"),
    ]);
}
