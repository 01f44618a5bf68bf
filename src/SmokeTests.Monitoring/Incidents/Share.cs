using System.Globalization;
using System.Text.RegularExpressions;

namespace SmokeTests.Monitoring.Incidents;

/// <summary>N of the last M runs; in a row when both are the same.</summary>
internal readonly partial record struct Share(int Count, int Of)
{
    public static Share InARow(int count) => new(count, count);

    /// <summary>Reads <c>2</c> (in a row) or <c>3 of 10</c>.</summary>
    public static Share? Parse(string text) => Written().Match(text) is { Success: true } match
        && int.TryParse(match.Groups["count"].Value, out var count) && count > 0
        && (!match.Groups["of"].Success || int.TryParse(match.Groups["of"].Value, out _))
        && (match.Groups["of"].Success ? int.Parse(match.Groups["of"].Value, CultureInfo.InvariantCulture) : count) is var of && of >= count
        && of <= AlertRules.Horizon
            ? new Share(count, of) : null;

    public override string ToString() => Count == Of ? $"{Count}" : $"{Count} of {Of}";

    [GeneratedRegex(@"^\s*(?<count>[0-9]{1,3})(\s+of\s+(?<of>[0-9]{1,3}))?\s*$")]
    private static partial Regex Written();
}
