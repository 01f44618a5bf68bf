using System.Text.RegularExpressions;

namespace SmokeTests.Tests.Differential;

/// <summary>What became of a form that was not sent, without names.</summary>
internal static partial class Outcome
{
    public static string Of(string message) => Kept().Match(message) is { Success: true } kept ? "kept: " + kept.Groups[1].Value.TrimEnd()
        : message.Contains("only a script", StringComparison.Ordinal) ? "nothing" : message;

    [GeneratedRegex("the form is not sent: \"[^\n]*\" ([^\n\"]*)")]
    private static partial Regex Kept();
}
