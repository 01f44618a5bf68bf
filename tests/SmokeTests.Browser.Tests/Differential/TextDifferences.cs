using System.Text.RegularExpressions;

namespace SmokeTests.Tests.Differential;

/// <summary>A known difference between the texts of the two drivers, as the documentation has it.</summary>
/// <param name="Markup">What is in a document that shows it.</param>
/// <param name="Documented">The sentence in the documentation.</param>
internal sealed record TextDifference(Regex Markup, string Documented)
{
    public bool Explains(string document) => Markup.IsMatch(document);
}

internal static class TextDifferences
{
    public static readonly TextDifference[] Known =
    [
    ];
}
