namespace SmokeTests.Monitoring.Checks;

/// <summary>A text is no selector.</summary>
/// <param name="why">What is wrong, and how to write it.</param>
/// <param name="text">The whole text.</param>
/// <param name="at">Where in it the mistake begins.</param>
/// <param name="length">How long it is.</param>
internal sealed class SelectorException(string why, string text, int at, int length)
    : FormatException($"{why}\n  {OneLine(text)}\n  {new string(' ', at)}{new string('^', Math.Max(1, length))}")
{
    /// <summary>The place of the mistake in the text, from 0.</summary>
    public int At => at;

    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
