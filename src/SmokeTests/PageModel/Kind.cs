namespace SmokeTests.PageModel;

/// <summary>What a word looks for on a page.</summary>
/// <param name="Noun">As messages call it.</param>
/// <param name="Selector">The elements that can be it.</param>
internal sealed record Kind(string Noun, string Selector)
{
    public static readonly Kind Fields =
        new("field", "input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=image]):not([type=reset]), textarea, "
            + "select, [contenteditable=''], [contenteditable=true], [role=textbox], [role=combobox]");
    public static readonly Kind Files = new("file field", "input[type=file]");
    public static readonly Kind Buttons =
        new("button", "button, input[type=submit], input[type=button], input[type=image], input[type=reset], summary, [role=button], "
            + "[role=tab], [role=menuitem], [role=switch]");
    public static readonly Kind Links = new("link", "a[href], svg a, area[href], [role=link]");
}
