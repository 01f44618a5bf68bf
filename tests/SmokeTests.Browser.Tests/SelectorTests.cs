namespace SmokeTests.Tests;

/// <summary>What is no CSS selector is the check's error, by either driver with the same words.</summary>
public class SelectorTests
{
    private static readonly string[] Wrong =
    [
        "li[", "li]", "li[=x]", "li[a=]", "[data-id=1]", "li:not(", "li:has(", "li:nth-child(x)", "li:nth-child()", "li >", "> li",
        "li > > a", "li,", ",li", "li,,a",
        "#1a", ".1a", "#", ".", "li:", "li::", "li:unheard-of", "li)", "(li", "@li", "li{}", "li!", "$x", "li:contains('x')",
        "li:contains(x)", "a:first", "li:eq(1)", "li:visible",
        "//li", "text=x", "li..a", "li##a", "*|", "li[a='b]", "[name", "li\\", "li:not(.one", "li:not(.one,)", "a[href='/x']]", "li ~",
        "li + + a", "[=x]", "[data-id=-1]", "li:::before",
    ];

    private static readonly string[] Right =
    [
        "li", "li.one", "#two", "ul > li", "li + li", "li ~ li", "li, a", "li:not(.one)", "li:first-child", "li:nth-child(2n+1)",
        "ul:has(.one)", "[data-id='1']", "[data-id=\"1\" i]", "li:is(.one, #two)",
        "li:where(.one)", "*", "li:empty", ":root", "a[href^='/']", "a[href$=two]", "li:nth-child(odd of .one)", "ul:not(:has(p))",
        "li:last-of-type", "\\#two", "a:any-link", "li::before", "[data-id='a,,b']", "a[href='>>']", "a[href=two]", "li\\.one",
        "li:not(.a, .b)", "ul:has(> li)", "li:lang(de)", "[data-id]", "[ data-id = '1' ]",
    ];

    [Fact]
    public async Task What_is_no_selector_is_so_by_either_driver()
    {
        var (http, browser) = (await Said(Driver.Http, Wrong), await Said(Driver.Browser, Wrong));
        http.Except(browser).Should().BeEmpty("what the browser says is the measure");
        http.Should().Equal(Wrong.Select(selector => $"{selector} → '{selector}' is not a CSS selector."));
        browser.Should().Equal(http);
    }

    [Fact]
    public async Task A_selector_finds_the_same_by_either_driver() =>
        (await Said(Driver.Http, Right)).Should().Equal(await Said(Driver.Browser, Right));

    [Theory]
    [InlineData(Driver.Http), InlineData(Driver.Browser)]
    public async Task A_name_that_is_taken_for_a_selector_and_is_none_is_the_checks_error(Driver driver)
    {
        await using var drive = Drive.On(await Testing.TestSite.Html("<a href=/x>Next</a><input id=a><button>Go</button>"), driver);
        var page = await drive.Open("/");
        foreach (var word in new Func<Task>[] { () => page.Follow("#a["), () => page.Press(".go["), () => page.Fill("[name", "x"),
            () => page.ShouldHaveValue("#a(", "x") })
            (await word.Should().ThrowAsync<CheckBrokenException>()).Which.Message.Should().MatchRegex("^'.+' is not a CSS selector\\.$");
    }

    private static async Task<string[]> Said(Driver driver, string[] selectors)
    {
        await using var drive = Drive.On(
            await Testing.TestSite.Html("<ul><li class=one data-id=1>One</li><li id=two><a href=/two>Two</a></li><li></li></ul><p>End"),
            driver,
            e => e with { Browser = e.Browser with { Patience = TimeSpan.FromMilliseconds(1) } });
        var page = await drive.Open("/");
        var said = new List<string>();
        foreach (var selector in selectors)
            said.Add($"{selector} → {await Outcome(page, selector)}");
        return [.. said];
    }

    private static async Task<string> Outcome(Page page, string selector)
    {
        try
        {
            await page.ShouldHave(selector, least: 1_000);
            return "passed";
        }
        catch (JourneyFailedException e)
        {
            return e.Message[e.Message.IndexOf("Instead", StringComparison.Ordinal)..].Split('\n')[0];
        }
        catch (CheckBrokenException e)
        {
            return e.Message;
        }
    }
}
