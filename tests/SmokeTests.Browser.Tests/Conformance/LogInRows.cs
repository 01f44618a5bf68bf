using Microsoft.AspNetCore.Http;

namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about logging in and out.</summary>
internal static class LogInRows
{
    private const string Form =
        "<h1>Log in</h1><form method=post action=/login><label>User <input name=user></label><label>Password <input type=password "
            + "name=pw></label><button>Log in</button></form>";
    private const string Change = """
        <h2>Profile</h2><form method=post action=/profile><label>E-mail <input type=email name=mail value=ada@example.com></label>
        <label>New password <input type=password name=new autocomplete=new-password></label><label>Again <input
        type=password name=again></label><button>Save</button></form>
        """;

    private const string SignUp =
        "<h1>Sign up</h1><form method=post action=/wrong><label>User <input name=user></label><label>Password <input type=password "
            + "name=pw></label>"
        + "<label>Again <input type=password name=pw2></label><button>Sign up</button></form>";
    private const string Other =
        "<form method=post action=/wrong><label>User <input name=user></label><label>Old password <input type=password name=old "
            + "autocomplete=current-password></label>"
        + "<label>New password <input type=password name=new autocomplete=new-password></label><button>Change password</button></form>";

    private static readonly Account Ada = new("ada", new Secret("pw-ada"));
    private static readonly Account Bob = new("bob", new Secret("pw-bob"));

    public static readonly Situation[] All =
    [
        new("logging in twice as the same user", Members(), async page =>
        {
            await page.LogIn(Ada);
            await page.Open("/login");
            await (await page.LogIn(Ada)).ShouldShow("Hello ada");
        }) { Start = "/login" },
        new("logging in where one is in already, without opening the form", Members(),
            async page => await (await (await page.LogIn(Ada)).LogIn(Ada)).ShouldShow("Hello ada")) { Start = "/login" },
        new("logging in as another user", Members(), async page =>
        {
            await page.LogIn(Ada);
            await page.Open("/login");
            await page.LogIn(Bob);
        }, "Log in: the visitor is logged in already, as ada", "to be logged in as bob", "LogOut comes first") { Start = "/login" },
        new("logging in as another user after logging out", Members(), async page =>
        {
            await page.LogIn(Ada);
            await page.LogOut();
            await page.Open("/login");
            await (await page.LogIn(Bob)).ShouldShow("Hello bob");
        }) { Start = "/login" },
        new("logging in where a page that nobody logged in on shows the user",
            Situation.Html("<p>Hello ada!</p><a href=/logout>Log out</a>"), page => page.LogIn(Ada)),
        new("logging in where a page that nobody logged in on shows nobody",
            Situation.Html("<p>Hello from Canada</p><a href=/logout>Log out</a>"), page => page.LogIn(Ada),
            "somebody is logged in already", "to be logged in as ada", "Log out"),
        new("logging in again after the log-in was lost and the form with it", Members(forgets: true), async page =>
        {
            await page.LogIn(Ada);
            await page.Open("/forget");
            await page.LogIn(Ada);
        }, "has no log-in form", "had logged in as ada, and nothing on the page says that this still holds") { Start = "/login" },
        new("logging in again after the log-in was lost", Members(), async page =>
        {
            await page.LogIn(Ada);
            await page.Open("/forget");
            await page.Open("/login");
            await (await page.LogIn(Ada)).ShouldShow("Hello ada");
        }) { Start = "/login" },
        new("a site that shows its form to those who are in", Members(always: true), async page =>
        {
            await page.LogIn(Ada);
            await (await page.LogIn(Ada)).ShouldShow("Hello ada");
        }) { Start = "/login" },
        new("a site that shows its form to those who are in, and a wrong password", Members(always: true),
            async page => await page.LogIn(new Account("ada", new Secret("wrong"))),
            "the site still asks to log in") { Start = "/login" },
        new("a site that shows its form to those who are in, and a wrong password of another", Members(always: true), async page =>
        {
            await page.LogIn(Ada);
            await page.LogIn(new Account("bob", new Secret("wrong")));
        }, "the site still asks to log in", "to be logged in as bob") { Start = "/login" },
        new("logging in on the page where one changes the password", Members(), async page =>
        {
            await page.LogIn(Ada);
            await page.Open("/profile");
            await page.LogIn(Ada);
        }) { Start = "/login" },
        new("an outlet is no way out", Situation.Html("<a href=/outlet>Catalog outlet</a>"), page => page.LogOut(), "no way to log out"),
        new("the way out of several that is called just so", Members(),
            async page => await (await (await page.LogIn(Ada)).LogOut()).ShouldBeAt("/bye")) { Start = "/login" },
        new("a way out without a text", Ways("<a href=/users/sign_out><svg width=10 height=10></svg></a>"),
            async page => await (await page.LogOut()).ShouldBeAt("/users/sign_out")),
        new("a way out beside a link that comes back there",
            Ways("<a href='/in?next=/logout'>Enter</a> <a href='/wp-login.php?action=logout&amp;nonce=1'>Goodbye</a>"),
            async page => await (await page.LogOut()).ShouldBeAt("/wp-login.php?action=logout&nonce=1")),
        new("a hidden twin of the way out", Ways("<div style='display:none'><a href=/wrong>Log out</a></div><a href=/right>Log out</a>"),
            async page => await (await page.LogOut()).ShouldBeAt("/right")),

        // Other forms that ask for a password.
        In("beside a form to sign up", SignUp + Form),
        In("before a form to sign up", Form + SignUp),
        In("beside a form to sign up with one password",
            "<form action=/wrong method=post><input name=user><input type=password name=pw><button>Sign up</button></form>" + Form),
        In("beside a form to create an account",
            "<form action=/wrong method=post><input type=email name=mail><input type=password name=pw><input type=submit "
                + "value='Create account'></form>" + Form),
        In("beside a form to sign up that says so by its field",
            "<form action=/wrong method=post><input name=user><input type=password name=pw autocomplete='section-a "
                + "new-password'><button>Go</button></form>" + Form),
        In("beside a form to change the password", Other + Form),
        In("before a form to change the password", Form + Other),
        In("with a field that says so", SignUp + Form.Replace("name=pw>",
            "name=pw autocomplete='current-password webauthn'>").Replace("<button>Log in", "<button>Go")),
        In("in a form that only says Go", Form.Replace("<button>Log in", "<button>Go")),
        In("without a form, beside one to sign up",
            SignUp + "<div id=l><label>User <input name=user form=real></label><label>Password <input type=password name=pw "
                + "form=real></label>"
            + "<button form=real>Log in</button></div><form id=real method=post action=/login></form>"),
        Out("a form to sign up", SignUp),
        Out("a form to sign up with one password",
            "<form method=post action=/wrong><input name=user><input type=password name=pw><button>Sign up</button></form>"),
        Out("a form to register with one password",
            "<form method=post action=/wrong><input name=user><input type=password name=pw><input type=submit value=Register></form>"),
        Out("a form to choose a password",
            "<form method=post action=/wrong><input name=user><input type=password name=pw "
                + "autocomplete=new-password><button>Go</button></form>"),
        Out("a form to change the password", Other),

        // The hint that the visitor was logged out.
        Hint("a log-in form alone", Form, told: true),
        Hint("a page where one changes the password", Change, told: false),
        Hint("a log-in form and a way out", Form + "<a href=/logout>Log out</a>", told: false),
        Hint("a form to register",
            "<form><input name=user><input type=password name=pw autocomplete=new-password><button>Register</button></form>", told: false),
        Hint("a password that is asked for once more", "<form><input type=password name=pw><button>Confirm</button></form>", told: false),
    ];

    private static Situation In(string name, string page) => new($"logging in {name}", Members(("/both", page)), async shown =>
        await (await shown.LogIn(Ada)).ShouldShow("Hello ada")) { Start = "/both" };

    private static Situation Out(string name, string page) =>
        new($"logging in where there is only {name}", Members(("/other", page)), shown => shown.LogIn(Ada),
        "no log-in form, only one to sign up or to change a password") { Start = "/other" };

    private static Situation Hint(string name, string page, bool told)
    {
        var site = Members(("/page", page));
        async Task Look(Page shown)
        {
            await shown.LogIn(Ada);
            await shown.Open("/page");
            if (told)
                await shown.ShouldShow("Your orders");
            var failed = await new Func<Task>(() => shown.ShouldShow("Your orders")).Should().ThrowAsync<JourneyFailedException>();
            failed.Which.Message.Should().NotContain("logged out");
        }
        return told ? new(name + " is said to have logged out", site, Look, "the visitor seems to be logged out") { Start = "/login" }
            : new(name + " is not said to have logged out", site, Look) { Start = "/login" };
    }

    private static RequestDelegate Ways(string ways) => context =>
    {
        context.Response.ContentType = "text/html";
        return context.Response.WriteAsync(context.Request.Path == "/" ? ways : "<p>out");
    };

    private static RequestDelegate Members(params (string Path, string Page)[] pages) => Members(false, false, pages);

    private static RequestDelegate Members(bool always = false, bool forgets = false, params (string Path, string Page)[] pages) =>
        async context =>
    {
        var (request, answer) = (context.Request, context.Response);
        var who = request.Cookies["who"];
        answer.ContentType = "text/html; charset=utf-8";
        var path = request.Path.Value!;
        if (path == "/login" && request.Method == "POST")
        {
            var form = await request.ReadFormAsync();
            if (form["pw"] == "pw-" + form["user"])
                answer.Cookies.Append("who", form["user"].ToString());
            answer.Redirect(form["pw"] == "pw-" + form["user"] ? "/" : "/login");
        }
        else if (path is "/logout" or "/forget")
        {
            answer.Cookies.Delete("who");
            answer.Redirect(path == "/logout" ? "/bye" : "/lost");
        }
        else if (path == "/login" && who is not null && !always)
            answer.Redirect("/");
        else
            await answer.WriteAsync("<!doctype html><title>Members</title>" + (pages.FirstOrDefault(p => p.Path == path).Page
                ?? (who is null ? forgets && path != "/login" ? "<p>Closed" : path is "/bye" or "/lost" ? "<p>Bye" : Form
                    : $"<p>Hello {who}</p><a href=/everywhere>Log out everywhere</a> <a href=/logout>Sign "
                        + $"out</a>{(path == "/profile" ? Change : "")}{(always ? Form : "")}")));
    };
}
