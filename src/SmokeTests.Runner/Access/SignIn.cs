using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using SmokeTests.Runner.History;

namespace SmokeTests.Runner.Access;

/// <summary>Signing in by password, or by way of an OpenID provider, and out again.</summary>
internal static class SignIn
{
    private const int MostName = 200;
    private static readonly PasswordHasher<Person> Hasher = new();

    /// <summary>Verified for names that nobody bears, so that an answer takes as long for them.</summary>
    private static readonly Person Nobody = new("", "", Hash(Guid.NewGuid().ToString()));

    public static string Hash(string password) => Hasher.HashPassword(new Person("", "", ""), password);

    public static void Map(WebApplication app)
    {
        app.MapPost("/signin", In).AllowAnonymous().AddEndpointFilter<FromHere>().RequireRateLimiting(Doorman.SignInLimit);
        app.MapPost("/signout", (Delegate)Out).AddEndpointFilter<FromHere>();
        app.MapGet("/signin/provider", (string? to, AccessSettings access) => access.OpenIdConnect is null ? Results.NotFound()
            : Results.Challenge(new AuthenticationProperties { RedirectUri = Local(to) }, [Doorman.OpenId])).AllowAnonymous();
    }

    /// <summary>Where to go afterwards: within this board, whatever the link says.</summary>
    public static string Local(string? to) => to is ['/', not ('/' or '\\'), ..] && !to.Any(char.IsControl) ? to : "/";

    private static async Task<IResult> In(HttpContext context, AccessSettings access, Audit audit, TimeProvider time)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (name, to) = (form["name"].ToString().Trim(), Local(form["to"]));
        var person = access.People.GetValueOrDefault(name) ?? Nobody;
        var matches = Hasher.VerifyHashedPassword(person, person.Hash, form["password"].ToString()) != PasswordVerificationResult.Failed;
        if (!matches || ReferenceEquals(person, Nobody))
        {
            audit.Write(name.Length <= MostName ? name : name[..MostName], "sign-in refused", $"{context.Connection.RemoteIpAddress}", time.GetUtcNow());
            return Results.Redirect($"/signin?failed=password&to={Uri.EscapeDataString(to)}");
        }
        await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, Doorman.Somebody(person.Name, person.Role, CookieAuthenticationDefaults.AuthenticationScheme));
        audit.Write(person.Name, "signed in", $"{context.Connection.RemoteIpAddress}", time.GetUtcNow());
        return Results.Redirect(to);
    }

    private static async Task<IResult> Out(HttpContext context)
    {
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return Results.Redirect("/signin");
    }
}
