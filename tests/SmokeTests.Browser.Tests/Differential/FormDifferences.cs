using System.Text.RegularExpressions;

namespace SmokeTests.Tests.Differential;

/// <summary>What a form sends otherwise over HTTP than in Chromium, each with its reason. "Writing checks" lists them too.</summary>
internal static partial class FormDifferences
{
    public static readonly FormDifference[] All =
    [
        new("A picture that is a button", "is pressed at its corner (0, 0) over HTTP, in a browser at its middle"),
        new("Radio buttons with `form=`",
            "Chromium counts such a button among those of the form around it before it reads `form=`, and unchecks theirs"),
        new("`pattern` with scripts, emoji or `\\q{…}`", ".NET does not know these properties: such a pattern is not checked over HTTP"),
        new("`type=color` with functions of CSS", "names and `#…` are understood over HTTP; `rgb(…)` and the like are black there"),
        new("A form in a `<template>` that is not closed there", "over HTTP it keeps the next form of the page from being one"),
        new("Big5 with characters of Hong Kong or other scripts", ".NET writes them as `&#1078;`, Chromium as Big5", IsBig5),
        new("`type=range` with exponents (`1e1`)", "Chromium may send `1e+1`, where over HTTP `10` is sent",
            document => RangeWithExponent().IsMatch(document.Html)),
    ];

    private static bool IsBig5(FormDocument document) =>
        document.ToString().Contains("big5", StringComparison.Ordinal)
        && (document.Html + string.Concat(document.Acts.Select(a => a.Value))).Any(IsForeign);

    private static bool IsForeign(char c) => c is >= '\u0400' and <= '\u04FF' or >= '\u2000';

    [GeneratedRegex(@"type=range\b[^>]*=""?[-+.\d]+e", RegexOptions.IgnoreCase)]
    private static partial Regex RangeWithExponent();
}
