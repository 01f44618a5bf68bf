using System.Text.RegularExpressions;

namespace SmokeTests.Tests.Differential;

/// <summary>
/// What a page shows otherwise over HTTP than in Chromium, each with its reason. The page "Writing checks" says the same.
/// </summary>
internal static partial class TextDifferences
{
    public static readonly TextDifference[] All =
    [
        new("What scripts write or hide", "scripts do not run over HTTP"),
        new("Linked style sheets, `@import`",
            "are not loaded over HTTP, where each were one more request of every check: what they alone hide is shown"),
        new("Frames", "their text and their fields are read in a browser alone: over HTTP a page is one answer"),
        new("`@container`, `@scope`, `@starting-style`, `var(…)`, `if(…)`", "such rules are left out over HTTP"),
        new("`@supports`", "over HTTP the names of Chromium's properties are known, and the values of those that decide about text; "
            + "all other values are taken for known"),
        new("`:in-range`, `:out-of-range`, `:default`, `:indeterminate`, `:read-only`, `:read-write`, `:focus`, `::details-content`",
            "over HTTP they are told by the markup alone, and not always as in Chromium"),
        new("Popovers and dialogs that a button opens (`popovertarget`, `commandfor`)",
            "are opened in a browser alone; `details` open and close in both"),
        new("`@media`", "over HTTP it is answered for a window of 1280 × 800 with a mouse, whatever a check does with the browser's"),
        new("What stands in an `<object data=…>`", "a browser shows it where the data cannot be loaded; over HTTP it is not shown",
            LoadingObject().IsMatch),
        new("Closed shadow trees",
            "no driver looks into them; over HTTP all children of the host are shown, also those that no slot takes"),
        new("Other elements in a `<select>`", "Chromium keeps them, AngleSharp's parser leaves their tags out", InSelect().IsMatch),
        new("Elements in `<svg>` or `<math>` that are not closed, or that do not belong there",
            "AngleSharp's parser ends them elsewhere than Chromium's",
            document => IsOpen(document, Foreign())),
        new("`<search>` in a `<p>`, or with elements in it that are not closed", "ends them in Chromium, not in AngleSharp's parser",
            document => ParagraphWithSearch().IsMatch(document) || IsOpen(document, Search())),
        new("Parts of a formula with a `display` of the page's own", "over HTTP they are read as other elements with it",
            StyledFormula().IsMatch),
        new("A form in a `<template>` that is not closed there", "over HTTP it keeps the next form of the page from being one",
            document => Template().Matches(document).Any(t => HasOpenForm(t.Value))),
        new("Elements in a form in a `<template>` that are not closed", "end with it in Chromium, not in AngleSharp's parser",
            document => Template().Matches(document).Any(t => FormIn().Matches(t.Value).Any(form => HasOpen(form.Groups["in"].Value)))),
        new("A `<template shadowrootmode>` between `</head>` and `<body>`",
            "has no host in Chromium; in AngleSharp's parser its host is the body",
            ShadowOfBody().IsMatch),
        new("Texts of a `display: table` between its cells, in no cell",
            "are cells of their own in Chromium, and stand in the line over HTTP",
            StyledTable().IsMatch),
        new("List items, or tags that do not match, in an `<output>` or a `<time>`", "end it in Chromium, not in AngleSharp's parser",
            document => ListItem().IsMatch(document) || IsOpen(document, Output())),
        new("Elements in an `<option>` that are not closed", "end with it in Chromium, not in AngleSharp's parser",
            document => Option().Matches(document).Any(o => HasOpen(o.Groups["in"].Value))),
        new("White space at the end of an `<object>`, then a line's end and `&#8203;`", "Chromium's text of the whole page is empty",
            BreakAfterObject().IsMatch),
        new("Parts of a table behind a `<noframes>` or a `<base>`, right in a `<template>`",
            "are left out by Chromium's parser; the standard and AngleSharp's keep them", CellsBehindNoFrames().IsMatch),
        new("Texts of an `<mtable>` behind one of its rows",
            "are rows of their own in Chromium, and stand in the line over HTTP", TextBehindRow().IsMatch),
        new("White space at the edges of list items and empty objects in a `<ruby>`",
            "Chromium lays what is in an item out in the line of the ruby, and an object a second time",
            BlockInRuby().IsMatch, Left.Letters),
        new("An `<mtd>` in no `<mtr>`", "begins a line in Chromium, and stands in the line over HTTP", CellInNoRow().IsMatch, Left.Letters),
        new("A cell that ends with the tag of the other kind (`<td>…</th>`)",
            "goes on in Chromium; AngleSharp's parser ends it, and moves what follows out of the table",
            OtherCellsEnd().IsMatch, Left.AllButOrder),
        new("A `<pre>` or `<listing>` in a table, in no cell",
            "Chromium moves what follows out of the table; AngleSharp's parser leaves it where it is",
            PreInTable().IsMatch, Left.AllButOrder),
        new("White space before a `<` that begins no tag, in a table, in no cell",
            "is moved out of it by Chromium; AngleSharp's parser moves what follows alone", LessInTable().IsMatch, Left.Letters),
        new("`<progress>`, `<meter>` and `<marquee>` in a line of text by `all: unset` or `display: inline`",
            "Chromium draws blocks in them: the white space around them is none of the text",
            document => DrawnByBlocks().IsMatch(document) && MadeInline().IsMatch(document), Left.Letters),
        new("White space on a page that gives one `display` to all its elements (`* { … }`)",
            "may differ: then its own style sheets are texts and tables of the page as well", OneDisplay().IsMatch, Left.Letters),
    ];

    /// <summary>Whether the elements in an element of a kind are not closed in the order in which they were opened.</summary>
    private static bool IsOpen(string document, Regex kind) => kind.Matches(document).Any(start => IsOpen(document, start));

    private static bool IsOpen(string document, Match start)
    {
        var open = new Stack<string>();
        foreach (var tag in Tag().Matches(document[start.Index..]).Where(t => !IsVoid(t.Groups["name"].Value)))
            if (tag.Groups["close"].Length == 0)
                open.Push(tag.Groups["name"].Value);
            else if (!open.TryPop(out var opened) || opened != tag.Groups["name"].Value)
                return true;
            else if (open.Count == 0)
                return false;
        return open.Count > 0;
    }

    /// <summary>Whether an element begins in a text and does not end there.</summary>
    private static bool HasOpen(string text)
    {
        var open = new Stack<string>();
        foreach (var tag in Tag().Matches(text).Where(t => !IsVoid(t.Groups["name"].Value)))
            if (tag.Groups["close"].Length == 0)
                open.Push(tag.Groups["name"].Value);
            else if (open.TryPeek(out var opened) && opened == tag.Groups["name"].Value)
                open.Pop();
        return open.Count > 0;
    }

    private static bool HasOpenForm(string text) => Form().Matches(text) is { Count: > 0 } forms && forms[^1].Value[1] != '/';

    private static bool IsVoid(string name) =>
        name is "br" or "wbr" or "hr" or "img" or "input" or "area" or "embed" or "source" or "track" or "param" or "link" or "meta"
        or "col" or "base";

    [GeneratedRegex(@"<select\b(?:(?!</select).)*<(?!/?(?:option|optgroup|select|hr)\b)/?[a-z]",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex InSelect();

    [GeneratedRegex(@"<(?:svg|math)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Foreign();

    [GeneratedRegex(@"<(?<close>/?)(?<name>[a-z][-\w]*)(?:[^>""']|""[^""]*""|'[^']*')*>", RegexOptions.IgnoreCase)]
    private static partial Regex Tag();

    /// <summary>The page's own <c>display</c>: in a style sheet, or in an attribute of a formula's part.</summary>
    [GeneratedRegex(@"<style\b(?:(?!</style).)*(?<!\()\bdisplay\s*:.*<math\b|<math\b(?:(?!</math).)*style=""[^""]*\bdisplay\s*:",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex StyledFormula();

    [GeneratedRegex(@"<(?:output|time)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Output();

    [GeneratedRegex(@"<(output|time)\b(?:(?!</\1).)*<(?:li|dd|dt)\b", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex ListItem();

    [GeneratedRegex(@"<object\b[^>]*\bdata\b", RegexOptions.IgnoreCase)]
    private static partial Regex LoadingObject();

    [GeneratedRegex(@"<p\b.*<search\b", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex ParagraphWithSearch();

    [GeneratedRegex(@"<search\b", RegexOptions.IgnoreCase)]
    private static partial Regex Search();

    [GeneratedRegex(@"<template\b(?:(?!</template).)*", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Template();

    [GeneratedRegex(@"</head>\s*<template\b[^>]*\bshadowrootmode\b", RegexOptions.IgnoreCase)]
    private static partial Regex ShadowOfBody();

    [GeneratedRegex(@"<form\b[^>]*>(?<in>(?:(?!</?form\b).)*)</form", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex FormIn();

    [GeneratedRegex(@"<object\b(?:(?!</object).)*\s(?:</?[a-z][^>]*>)*</object>"
        + @"(?:</?[a-z][^>]*>|<![^>]*>)*[ \t]*\r?\n\s*(?:&#8203;|\u200B)", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex BreakAfterObject();

    [GeneratedRegex(@"<template\b(?:(?!</template).)*<(?:noframes|base)\b(?:(?!</template).)*"
        + @"<(?:t[dhr]|tbody|thead|tfoot|caption|colgroup)\b",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex CellsBehindNoFrames();

    [GeneratedRegex(@"<mtable\b(?:(?!</mtable).)*</mtr>\s*[^\s<]", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex TextBehindRow();

    [GeneratedRegex(@"\bruby\b.*(?:<(?:object|li|summary)\b|\blist-item\b)|\blist-item\b.*<ruby\b",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex BlockInRuby();

    [GeneratedRegex(@"<math\b(?:(?!<mtr\b|</math).)*<mtd\b|</mtr>(?:(?!<mtr\b|</math).)*<mtd\b",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex CellInNoRow();

    [GeneratedRegex(@"<td\b(?:(?!</?t[dh]\b).)*</th\b|<th\b(?:(?!</?t[dh]\b).)*</td\b", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex OtherCellsEnd();

    [GeneratedRegex(@"<(?:table|tbody|thead|tfoot|tr)\b(?:(?!<t[dh]\b|<caption\b|</table).)*<(?:pre|listing)\b",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex PreInTable();

    [GeneratedRegex(@"<(?:table|tbody|thead|tfoot|tr)\b(?:(?!<t[dh]\b|<caption\b|</table).)*\s<[^a-z/!?]",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex LessInTable();

    [GeneratedRegex(@"<(?:progress|meter|marquee)\b", RegexOptions.IgnoreCase)]
    private static partial Regex DrawnByBlocks();

    [GeneratedRegex(@"\b(?:all|display)\s*:\s*(?:unset|inline|initial)", RegexOptions.IgnoreCase)]
    private static partial Regex MadeInline();

    [GeneratedRegex(@"<style\b(?:(?!</style).)*[\s,{}/>]\*\s*\{[^}]*(?:""\}""[^}]*)?\b(?:all|display)\s*:",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex OneDisplay();

    [GeneratedRegex(@"</?form\b", RegexOptions.IgnoreCase)]
    private static partial Regex Form();

    [GeneratedRegex(@"display:(?:inline-)?table(?!-cell)\b.*display:table-cell", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex StyledTable();

    [GeneratedRegex(@"<option\b[^>]*>(?<in>(?:(?!</?(?:option|optgroup|select|datalist)\b).)*)",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Option();
}
