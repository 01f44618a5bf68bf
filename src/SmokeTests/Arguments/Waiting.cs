namespace SmokeTests.Arguments;

/// <summary>Reads the times that checks give to words.</summary>
internal static class Waiting
{
    /// <exception cref="CheckBrokenException">The text is no time.</exception>
    public static TimeSpan Of(string text) => Interval.TryParse(text, out var time)
        ? time
        : throw new CheckBrokenException($"'{text}' is not a time. {Interval.Advice}.");
}
