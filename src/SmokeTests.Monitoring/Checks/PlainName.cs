using System.Buffers;
using System.Text.RegularExpressions;

namespace SmokeTests.Monitoring.Checks;

/// <summary>
/// A name without what shells and tables take away or add: quotes and backslashes. White space of any kind is one blank, as is the
/// underscore that stands for it in a method's name; none stands before arguments, as xunit writes them.
/// </summary>
internal static partial class PlainName
{
    private static readonly SearchValues<char> Changed = SearchValues.Create("\"'\\_\t\r\n\u00a0(");

    public static string Of(string name) => !name.AsSpan().ContainsAny(Changed) && !name.Contains("  ", StringComparison.Ordinal) ? name
        : Blanks().Replace(Quotes().Replace(name, ""), " ").Replace(" (", "(", StringComparison.Ordinal);

    [GeneratedRegex(@"[""'\\]")]
    private static partial Regex Quotes();

    [GeneratedRegex(@"[\s_]+")]
    private static partial Regex Blanks();
}
