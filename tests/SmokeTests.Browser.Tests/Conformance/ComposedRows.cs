namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about letters with accents, which a page and a check may write in different ways: nobody sees that.</summary>
internal static class ComposedRows
{
    private const string One = "caf\u00E9", Two = "cafe\u0301";

    public static readonly Situation[] All =
    [
        .. Both("text", w => $"<p>The {w} opens", (page, w) => page.ShouldShow(w)),
        .. Both("text over two elements", w => $"<p>The {w[..3]}<b>{w[3..]}</b> opens", (page, w) => page.ShouldShow($"The {w} opens")),
        .. Both("a title", w => $"<title>The {w}</title><p>Open", (page, w) => page.ShouldHaveTitle(w)),
        .. Both("a link", w => $"<a href=/>{w}</a>", (page, w) => page.Follow(w)),
        .. Both("a button", w => $"<form><button>{w}</button></form>", (page, w) => page.Press(w)),
        .. Both("a label", w => $"<label>{w} <input></label>", (page, w) => page.Fill(w, "x")),
        .. Both("a placeholder", w => $"<input placeholder={w}>", (page, w) => page.Fill(w, "x")),
        .. Both("a name for readers", w => $"<input aria-label={w}>", (page, w) => page.Fill(w, "x")),
        .. Both("a choice", w => $"<label>Place <select><option>Bar<option>{w}</select></label>", (page, w) => page.Fill("Place", w)),
        .. Both("a radio button", w => $"<label><input type=radio name=place> Bar</label><label><input type=radio name=place> {w}</label>",
            (page, w) => page.Fill("place", w)),
        .. Both("a value", w => $"<label>Place <input value={w}></label>", (page, w) => page.ShouldHaveValue("Place", w)),
        .. Both("a value of several lines", w => $"<label>Place <textarea>{w}\nBar</textarea></label>",
            (page, w) => page.ShouldHaveValue("Place", $"{w}\nBar")),
        .. Both("what was searched for",
            w => $"<form><input type=search name=q></form><p>No results for {w}<ul><li><a href=/1>{w}</a></ul>",
            async (page, w) => await (await page.Search(w)).ShouldShow(w)),
        Refuses("text that must not be there", $"<p>The {Two}", page => page.ShouldNotShow(One), $"the page shows \"{One}\""),
        Refuses("text that must not be there, the other way round", $"<p>The {One}", page => page.ShouldNotShow(Two), "the page shows \""),
        Refuses("another accent", "<p>The cafe\u0300", page => page.ShouldShow(One), "does not show"),
        Refuses("no accent", "<p>The cafe", page => page.ShouldShow(One), "does not show"),
        Refuses("what stands in a field", $"<label>Place <input value={Two}></label><p>Welcome", page => page.ShouldShow(One),
            "it is the value of the field \"Place\""),
        new("an Angstrom sign is the letter", Situation.Html("<p>5 \u212B"), page => page.ShouldShow("5 \u00C5")),
        new("Korean syllables in their parts", Situation.Html("<p>\u1112\u1161\u11AB\u1100\u1173\u11AF"),
            page => page.ShouldShow("\uD55C\uAE00")),
        new("Vietnamese with two accents, in any order", Situation.Html("<p>Vie\u0302\u0323t, Vie\u0323\u0302t"),
            page => page.ShouldShow("Vi\u1EC7t, Vi\u1EC7t")),
        new("letters that no single character is", Situation.Html("<p>x\u0301 \u0915\u093C"), page => page.ShouldShow("x\u0301 \u0958")),
        new("ligatures and full width stay what they are", Situation.Html("<p>\uFB01sh \uFF21"), page => page.ShouldShow("fish"),
            "does not show"),
        new("an emoji beside an accent", Situation.Html($"<p>\uD83D\uDE00 {Two}"), page => page.ShouldShow($"\uD83D\uDE00 {One}")),
        new("half a character in what is looked for", Situation.Html("<p>Welcome"), page => page.ShouldShow("\uD83D e\u0301"),
            "does not show"),
    ];

    private static IEnumerable<Situation> Both(string what, Func<string, string> page, Func<Page, string, Task> visit) =>
    [
        new($"{what} with an accent of its own", Situation.Html(page(Two)), p => visit(p, One)),
        new($"{what} with an accent, looked for in two characters", Situation.Html(page(One)), p => visit(p, Two)),
    ];

    private static Situation Refuses(string what, string page, Func<Page, Task> visit, string told) =>
        new($"{what} and accents", Situation.Html(page), visit, told);
}
