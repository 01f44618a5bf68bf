namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about names, choices and titles: white space of any kind folds, what nobody sees is left out.</summary>
internal static class NameRows
{
    private static Situation On(string name, string body, Func<Page, Task> words, params string[] told) =>
        new(name, Situation.Html($"<!doctype html><title>Ma&shy;na&nbsp;ger</title>{body}"), words, told);

    private const string Posts =
        "<label><input type=radio name=d value=1>Post&nbsp;office</label><label><input type=radio name=d value=2>Shop</label>";
    private const string Sizes =
        "<label>S <select name=s><option>Small<option value=l>Large&nbsp;size<option value=e>5&nbsp;&euro;</select></label>";

    public static readonly Situation[] All =
    [
        On("a radio button's label with a no-break space", Posts, async page =>
            await (await (await page.Fill("d", "Post office")).ShouldHaveValue("d", "Post office")).ShouldHaveValue("d", "1")),
        On("a radio button's label, looked for with a no-break space", Posts, page => page.Fill("d", "Post\u00A0office")),
        On("an option with a no-break space", Sizes, async page =>
            await (await (await page.Fill("S", "Large size")).ShouldHaveValue("S", "Large size")).ShouldHaveValue("S", "l")),
        On("an option with a sum of money", Sizes, async page =>
            await (await (await page.Fill("S", "5 €")).ShouldHaveValue("S", "5\u00A0€")).ShouldHaveValue("S", "e")),
        On("an option that is not offered, in folded words", Sizes, page => page.Fill("S", "Huge"), "\"Large size\"", "\"5 €\""),
        On("what is typed is compared as it is", "<label>T <input value='a&nbsp;b'></label>", page => page.ShouldHaveValue("T", "a b"),
            "has another value"),
        On("a button's value with a no-break space", "<form><input type=submit value='Buy&nbsp;now'></form>",
            page => page.Press("Buy now")),
        On("a button's value with a line break", "<form><input type=submit value='Buy\n  now'></form>", page => page.Press("Buy now")),
        On("a button, looked for with blanks around", "<form><button>Go</button></form>", page => page.Press(" Go ")),
        On("a way out with a no-break space", "<form><input type=submit value='Log&nbsp;out'></form>", page => page.LogOut()),
        On("a placeholder with a no-break space", "<input placeholder='Your&nbsp;name'>", page => page.Fill("Your name", "x")),
        On("a name for readers with two blanks", "<input aria-label='Your  na&shy;me'>", page => page.Fill("Your name", "x")),
        On("a title with what nobody sees", "", page => page.ShouldHaveTitle("Mana ger")),
        On("a title, looked for with what nobody sees", "", page => page.ShouldHaveTitle("Mana\u00A0g\u00ADer")),
        On("a field's selector that fits nothing", "<label>Name <input></label>", page => page.Fill("#nope", "x"), "no field \"#nope\"",
            "\"Name\""),
        On("the value of a selector that fits nothing", "<label>Name <input></label>", page => page.ShouldHaveValue("#nope", "x"),
            "\"Name\""),
        On("a button's selector that fits nothing", "<button>Buy</button>", page => page.Press("#buy"), "no button \"#buy\"", "\"Buy\""),
        On("a link's selector that fits nothing", "<a href=/x>Buy</a>", page => page.Follow("#buy"), "no link \"#buy\"", "\"Buy\""),
        On("a selector where there is nothing", "<p>Bare", page => page.Press("#buy"), "none at all"),
        On("an address with its part", "<a href='#sec'>Jump</a><p id=sec>Here", async page =>
        {
            var there = await page.Follow("Jump");
            await there.ShouldBeAt("/#sec");
            await there.ShouldBeAt("/?#sec");
            await there.ShouldBeAt("/");
        }),
        On("an address with another part", "<a href='#sec'>Jump</a><p id=sec>Here", async page =>
            await (await page.Follow("Jump")).ShouldBeAt("/#other"), "the page is not /#other", "/#sec"),
        On("an address with an empty query", "<p>Here", page => page.ShouldBeAt("/?")),
    ];
}
