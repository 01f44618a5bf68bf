namespace SmokeTests.Monitoring.Messages;

/// <summary>One line of a message, or a few. What a page or an exception says may be megabytes; a message is not.</summary>
internal sealed record Fact(string Name, string Text)
{
    /// <summary>Characters; each route may show fewer.</summary>
    public const int MostText = 8_000;

    public string Text { get; init; } = MessageText.Short(Text, MostText);
}
