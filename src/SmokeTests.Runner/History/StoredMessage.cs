namespace SmokeTests.Runner.History;

/// <summary>
/// A message as it may stand in a history, from an older version or by somebody's hand: any part may be missing. What is no
/// message ends here; a message that is told has all of its parts.
/// </summary>
internal sealed record StoredMessage(
    string? Kind, string? Headline, IReadOnlyList<StoredFact?>? Facts, IReadOnlyList<StoredLink?>? Links, string? Subject)
{
    /// <summary>The message; null where it says nothing.</summary>
    public Message? Read() => Headline is null ? null
        : new Message(Kind ?? "", Headline,
            [.. (Facts ?? []).Select(f => f?.Read()).OfType<Fact>()],
            [.. (Links ?? []).Select(l => l?.Read()).OfType<Link>()]) { Subject = Subject };
}
