namespace SmokeTests.Monitoring.Messages;

/// <summary>Texts of a message, which comes from anywhere and has an end.</summary>
internal static class MessageText
{
    /// <summary>Shortened in the middle; a character that takes two places is not cut in two.</summary>
    public static string Short(string text, int most)
    {
        if (text.Length <= most)
            return text;
        var (head, tail) = (most / 2 - 2, text.Length - (most - most / 2 - 1));
        if (char.IsHighSurrogate(text[head - 1]))
            head--;
        if (char.IsLowSurrogate(text[tail]))
            tail++;
        return $"{text[..head]} … {text[tail..]}";
    }
}
