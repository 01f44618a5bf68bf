namespace SmokeTests.Tests.Differential;

/// <summary>What a form sends otherwise over HTTP than in Chromium, with the reason. README says the same.</summary>
internal static class FormDifferences
{
    public static readonly FormDifference[] All =
    [
        new("Where a picture is pressed", "Over HTTP a picture that is a button is pressed at its corner (0, 0); in a browser at its middle.", (_, _, _) => false),
        new("Radio buttons with `form=`", "Chromium counts such a button among those of the form around it before it reads `form=`, and unchecks theirs.", (_, _, _) => false),
        new("`pattern` with scripts or emoji", "`\\p{Script=…}`, `\\p{Emoji}` and `\\q{…}` are unknown to .NET: such a pattern is not checked over HTTP.", (_, _, _) => false),
        new("`type=color` with CSS functions", "Names and `#…` are understood, `rgb(…)` and the like are black over HTTP.", (_, _, _) => false),
        new("An unclosed form in a `<template>`", "Over HTTP it keeps the next form of the page from being one.", (_, _, _) => false),
    ];
}

/// <summary>A difference that is known.</summary>
/// <param name="What">As README says it.</param>
/// <param name="Why">The reason.</param>
/// <param name="Explains">Whether it is the one between what came over HTTP and what came from the browser.</param>
internal sealed record FormDifference(string What, string Why, Func<FormDocument, string, string, bool> Explains);
