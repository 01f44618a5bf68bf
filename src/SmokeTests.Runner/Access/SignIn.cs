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

    private static async Task<IResult> In(HttpContext context, AccessSettings access, Sessions sessions, Guesses guesses, Audit audit, TimeProvider time)
    {
        var (form, refusal) = await FormBody.Read(context);
        if (refusal is not null)
            return refusal;
        var (name, to) = (form["name"].ToString().Trim(), Local(form["to"]));
        var network = Callers.Network(Callers.AddressOf(context, access));
        if (guesses.Wait(network, name) is { } wait)
        {
            context.Response.Headers.RetryAfter = Doorman.Seconds(wait);
            return Results.Problem("Too many passwords were wrong: try again in a minute.", statusCode: StatusCodes.Status429TooManyRequests);
        }
        var person = access.People.GetValueOrDefault(name) ?? Nobody;
        var matches = Hasher.VerifyHashedPassword(person, person.Hash, form["password"].ToString()) != PasswordVerificationResult.Failed;
        if (!matches || ReferenceEquals(person, Nobody))
        {
            guesses.WasWrong(network, name);
            audit.Write(name.Length <= MostName ? name : name[..MostName], "sign-in refused", $"{Callers.AddressOf(context, access)}", time.GetUtcNow());
            return Results.Redirect($"/signin?failed=password&to={Uri.EscapeDataString(to)}");
        }
        await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, sessions.Begin(person, CookieAuthenticationDefaults.AuthenticationScheme));
        audit.Write(person.Name, "signed in", $"{Callers.AddressOf(context, access)}", time.GetUtcNow());
        return Results.Redirect(to);
    }

    private static async Task<IResult> Out(HttpContext context, Sessions sessions)
    {
        sessions.End(context.User);
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return Results.Redirect("/signin");
    }
}
