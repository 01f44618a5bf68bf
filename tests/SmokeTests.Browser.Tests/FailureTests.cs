using Microsoft.AspNetCore.Http;
using SmokeTests.Settings;
using SmokeTests.Testing;

namespace SmokeTests.Tests;

/// <summary>
/// Every message names the step, the page, what was looked for, what was there instead, and the owner; by both drivers alike, but
/// for what only one of them can know.
/// </summary>
public class FailureTests
{
    private const string Shop = """
        <!doctype html><meta charset=utf-8><title>Shop</title><nav><a href="/a">Books</a> <a href="/b">Books</a> <a
        href="/login">Log in</a> <a href="/x" style="display:none">Secret door</a></nav>
        <main><h1>Welcome</h1><p>Frank Herbet wrote it.</p><p hidden>Out of print</p><script>var promo = "Free delivery";</script><div
        style="display:none">Sold out</div>
        <form action="/sent"><label>E-mail <input type="email" name="mail"></label><label>Size <select
        name="size"><option>S<option>L</select></label>
        <label>Colour <input type="radio" name="c" value="red"> Red</label><label><input type="radio" name="c" value="blue"> Blue</label>
        <label>City <input name="city" readonly value="Ghent"></label><label>Street <input name="street"
        disabled></label><label>Photo <input type="file" name="p"></label>
        <input name="ghost" style="display:none"><button>Send</button><button disabled>Pay</button><button
        style="display:none">Delete all</button></form>
        <form action="/basket"><button name=book value=dune>Add to basket</button></form><form
        action="/basket"><button name=book value=emma>Add to basket</button></form></main>
        """;

    public static TheoryData<string, Driver> OnTheShop =>
        Matrix("link-missing", "link-ambiguous", "link-hidden", "field-missing", "field-hidden", "field-read-only", "field-disabled",
            "field-is-a-file-field",
        "choice-missing", "radio-choice-missing", "button-missing", "button-ambiguous", "button-disabled", "button-hidden", "text-missing",
        "text-missing-nearest-line", "text-only-in-a-script", "text-only-hidden",
        "text-unwanted", "title-wrong", "address-wrong", "too-few", "too-many", "header-missing", "header-wrong", "type-wrong",
        "no-search-form", "no-log-in-form", "no-way-out", "download-differs", "download-missing", "link-broken", "picture-broken");

    public static TheoryData<string, Driver> OnOtherSites =>
        Matrix("status-500", "status-404", "status-expected", "error-page-with-200", "error-page-after-press", "blank",
            "redirected-to-log-in", "logged-out", "wrong-password",
        "user-field-missing", "code-asked-for", "echo-of-the-search", "redirects-for-ever", "refuses-connections", "hangs",
        "json-instead-of-a-page", "press-leads-to-500", "never-shows");

    [Theory, MemberData(nameof(OnTheShop))]
    public async Task A_word_that_fails_explains_itself(string situation, Driver driver)
    {
        await using var drive = Drive.On(await TestSite.Answering(async context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            if (context.Request.Path == "/b" || context.Request.Path == "/no.png"
                || context.Request.Path == "/file" && context.Request.Query.ContainsKey("no"))
                context.Response.StatusCode = 404;
            await context.Response.WriteAsync(situation == "picture-broken" ? Shop + "<img src=/no.png alt=x>"
                : context.Request.Path == "/file" ? "other bytes" : Shop);
        }), driver, Soon);
        var page = await drive.Open("/");
        Func<Task> word = situation switch
        {
            "link-missing" => () => page.Follow("Bestsellers"),
            "link-ambiguous" => () => page.Follow("Books"),
            "link-hidden" => () => page.Follow("Secret door"),
            "field-missing" => () => page.Fill("Surname", "x"),
            "field-hidden" => () => page.Fill("ghost", "x"),
            "field-read-only" => () => page.Fill("City", "x"),
            "field-disabled" => () => page.Fill("Street", "x"),
            "field-is-a-file-field" => () => page.Upload("Picture", "one.png", [1]),
            "choice-missing" => () => page.Fill("Size", "XXL"),
            "radio-choice-missing" => () => page.Fill("Colour", "Green"),
            "button-missing" => () => page.Press("Order"),
            "button-ambiguous" => () => page.Press("Add to basket"),
            "button-disabled" => () => page.Press("Pay"),
            "button-hidden" => () => page.Press("Delete all"),
            "text-missing" => () => page.ShouldShow("Out of stock"),
            "text-missing-nearest-line" => () => page.ShouldShow("Frank Herbert wrote it."),
            "text-only-in-a-script" => () => page.ShouldShow("Free delivery"),
            "text-only-hidden" => () => page.ShouldShow("Sold out"),
            "text-unwanted" => () => page.ShouldNotShow("Welcome"),
            "title-wrong" => () => page.ShouldHaveTitle("Basket"),
            "address-wrong" => () => page.ShouldBeAt("/basket"),
            "too-few" => () => page.ShouldHave("h1", least: 2),
            "too-many" => () => page.ShouldHave("form", least: 0, most: 1),
            "header-missing" => () => page.ShouldHaveHeader("X-Shop"),
            "header-wrong" => () => page.ShouldHaveHeader("Content-Type", "xml"),
            "type-wrong" => () => page.ShouldBeOfType("application/pdf"),
            "no-search-form" => () => page.Search("dune"),
            "no-log-in-form" => () => page.LogIn(new Account("ada", new Secret("s3cret!"))),
            "no-way-out" => () => page.LogOut(),
            "download-differs" => () => page.ShouldDownload("/file", "other things"u8.ToArray()),
            "download-missing" => () => page.ShouldDownload("/file?no", [1]),
            "link-broken" => () => page.ShouldHaveWorkingLinks(),
            _ => () => page.ShouldBeComplete(),
        };
        Match(await drive.Fails(word), situation, driver);
    }

    [Theory, MemberData(nameof(OnOtherSites))]
    public async Task A_site_that_misbehaves_is_told_in_one_clear_message(string situation, Driver driver)
    {
        await using var drive = Drive.On(await TestSite.Answering(context => Misbehave(context, situation)), driver,
            e => Soon(e) with { StepLimit = TimeSpan.FromSeconds(3) });
        var ada = new Account("ada", new Secret("s3cret!"));
        if (situation == "refuses-connections")
            await drive.StopSite();
        var told = await drive.Fails(async () =>
        {
            var page = await drive.Open("/", situation == "status-expected" ? 410 : null);
            switch (situation)
            {
                case "redirected-to-log-in":
                    await page.Open("/account");
                    await page.ShouldShow("Your orders");
                    break;
                case "logged-out":
                    await page.LogIn(ada);
                    await page.Open("/account");
                    await page.ShouldShow("Your orders");
                    break;
                case "wrong-password" or "user-field-missing" or "code-asked-for":
                    await page.LogIn(ada);
                    break;
                case "echo-of-the-search":
                    await page.Search("dune");
                    await page.ShouldShow("dune");
                    break;
                case "error-page-after-press" or "press-leads-to-500":
                    await page.Press("Go");
                    await page.ShouldShow("Done");
                    break;
                case "never-shows":
                    await page.EventuallyShows("Done", "2s");
                    break;
                default:
                    await page.ShouldShow("Welcome");
                    break;
            }
        });
        Match(told, situation, driver);
    }

    /// <summary>The messages say how long was waited.</summary>
    private static EnvironmentSettings Soon(EnvironmentSettings e) =>
        e with { Browser = e.Browser with { Patience = TimeSpan.FromSeconds(1) } };

    /// <summary>One text where the drivers agree; a browser's own where it says more.</summary>
    private static void Match(string told, string situation, Driver driver)
    {
        foreach (var part in new[] { "  Page ", "  Expected ", "  Owner     storefront", "  Steps " })
            told.Should().Contain(part);
        Approved.ShouldMatch(told, driver == Driver.Http ? situation : $"{situation}.browser");
    }

    private static TheoryData<string, Driver> Matrix(params string[] situations)
    {
        var data = new TheoryData<string, Driver>();
        foreach (var situation in situations)
        {
            data.Add(situation, Driver.Http);
            data.Add(situation, Driver.Browser);
        }
        return data;
    }

    private static async Task Misbehave(HttpContext context, string situation)
    {
        const string logIn =
            "<title>Log in</title><form method=post action=/in><label>User <input name=user></label><label>Password <input "
                + "type=password name=p></label><button>Log in</button></form>";
        var answer = context.Response;
        var path = context.Request.Path.Value;
        answer.ContentType = "text/html; charset=utf-8";
        if (path == "/favicon.ico")
            return;
        switch (situation)
        {
            case "status-500":
                answer.StatusCode = 500;
                await answer.WriteAsync("<h1>Oops</h1><p>Something went wrong.</p>");
                break;
            case "status-404":
                answer.StatusCode = 404;
                await answer.WriteAsync("<h1>Nothing here</h1>");
                break;
            case "error-page-with-200":
                await answer.WriteAsync(
                    "<title>Shop</title><h1>Whitelabel Error Page</h1><p>This application has no explicit mapping for /error.</p>");
                break;
            case "error-page-after-press" or "press-leads-to-500":
                if (path != "/" && situation == "press-leads-to-500")
                    answer.StatusCode = 500;
                await answer.WriteAsync(path == "/" ? "<title>Shop</title><form action=/go><button>Go</button></form>"
                    : "<title>Shop</title><p>Traceback (most recent call last):<p>File shop.py, line 12");
                break;
            case "blank" or "status-expected":
                break;
            case "redirected-to-log-in" when path == "/account" || situation == "logged-out" && path == "/account":
                answer.Redirect("/login?next=/account");
                break;
            case "logged-out":
                if (path == "/account")
                    answer.Redirect("/login");
                else
                    await answer.WriteAsync(path == "/in" ? "<title>Shop</title><p>Hello Ada" : logIn);
                break;
            case "redirected-to-log-in" or "wrong-password":
                await answer.WriteAsync(path == "/in" ? logIn.Replace("<form", "<p class=error>The password is wrong.</p><form") : logIn);
                break;
            case "user-field-missing":
                await answer.WriteAsync(
                    "<title>Log in</title><form><label>Password <input type=password name=p></label><button>Log in</button></form>");
                break;
            case "code-asked-for":
                await answer.WriteAsync(path == "/in"
                    ? "<title>Second step</title><form action=/code><label>Code from your app <input name=otp "
                        + "autocomplete=one-time-code></label><button>Go on</button></form>" : logIn);
                break;
            case "echo-of-the-search":
                await answer.WriteAsync(
                    "<title>Shop</title><form action=/s><input type=search name=q "
                        + $"aria-label=Search></form>{(path == "/s" ? "<p>No results for “dune”.</p>" : "")}");
                break;
            case "redirects-for-ever":
                answer.Redirect(path == "/" ? "/again" : "/");
                break;
            case "hangs":
                await TestSite.Never(context);
                break;
            case "json-instead-of-a-page":
                answer.ContentType = "application/json";
                await answer.WriteAsync("""{"error":"no such shop"}""");
                break;
            default:
                await answer.WriteAsync("<title>Shop</title><p>Working on it");
                break;
        }
    }
}
