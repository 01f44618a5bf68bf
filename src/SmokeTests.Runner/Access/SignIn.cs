using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using SmokeTests.Recording;
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
        app.MapPost("/signin", In).AllowAnonymous().AddEndpointFilter<SameOriginFilter>();
        app.MapPost("/signout", (Delegate)Out).AddEndpointFilter<SameOriginFilter>();
        app.MapGet("/signin/provider", ToProvider).AllowAnonymous();
    }

    /// <summary>Where to go afterwards: within this board, whatever the link says.</summary>
    public static string Local(string? to) => to is not ['/', not ('/' or '\\'), ..] || to.Any(char.IsControl) ? "/"
        // An address in a header is of ASCII alone.
        : to.All(char.IsAscii) ? to
        : string.Concat(to.EnumerateRunes().Select(r => r.IsAscii ? r.ToString() : Uri.EscapeDataString(r.ToString())));

    /// <summary>A provider that is away is said to be: people may try again, or sign in by password.</summary>
    private static async Task<IResult> ToProvider(string? to, HttpContext context, AccessSettings access, ILoggerFactory log)
    {
        if (access.OpenIdConnect is not { } provider)
            return Results.NotFound();
        try
        {
            await context.ChallengeAsync(AccessSetup.OpenId, new AuthenticationProperties { RedirectUri = Local(to) });
            return Results.Empty;
        }
        // Whatever keeps the provider from answering, or makes its answer no answer: somebody who wants to sign in is told.
#pragma warning disable CA1031
        catch (Exception e) when (!context.Response.HasStarted)
#pragma warning restore CA1031
        {
            return Results.Redirect(Failed(e, provider, to, log));
        }
    }

    /// <summary>The provider has sent somebody back, and that is where it ended.</summary>
    public static void Fail(RemoteFailureContext context, OpenIdConnect provider)
    {
        var (why, to) = (context.Failure ?? new InvalidOperationException("it does not say why"), context.Properties?.RedirectUri);
        // Whoever comes without having been sent there is nobody's news.
        context.Response.Redirect(context.Properties is null ? "/signin?failed=provider"
            : Failed(why, provider, to, context.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>()));
    }

    /// <summary>The page that says to people what went wrong; the log says it to whoever runs the board.</summary>
    private static string Failed(Exception why, OpenIdConnect provider, string? to, ILoggerFactory log)
    {
        var all = why.Chain().ToArray();
        var answered = all.OfType<ProviderAnswerException>().FirstOrDefault();
        var failed = answered is not null ? "answer" : all.Any(IsAway) ? "away" : "provider";
        log.CreateLogger(nameof(SignIn)).LogWarning("{Who} sign in at {Provider} now: {Why}",
            failed == "provider" ? "Somebody cannot" : "Nobody can", provider.Authority, (answered ?? all[^1]).Message);
        return $"/signin?failed={failed}&to={Uri.EscapeDataString(Local(to))}";
    }

    private static bool IsAway(Exception e) => e is HttpRequestException or IOException or OperationCanceledException or TimeoutException;

    private static async Task<IResult> In(HttpContext context, AccessSettings access, Sessions sessions, SignInThrottle signInThrottle,
        Audit audit, TimeProvider time)
    {
        var (form, refusal) = await FormBody.Read(context);
        if (refusal is not null)
            return refusal;
        var (name, to) = (form["name"].ToString().Trim(), Local(form["to"]));
        // What nobody can be called is not remembered as a guess.
        if (name.Length > MostName)
            return Results.Problem($"A name has at most {MostName} characters.", statusCode: StatusCodes.Status400BadRequest);
        var network = Callers.Network(Callers.AddressOf(context, access));
        if (signInThrottle.Wait(network, name) is { } wait)
            return AccessSetup.TooMany(context, wait, "Too many passwords were wrong: try again in a minute.");
        var person = access.People.GetValueOrDefault(name) ?? Nobody;
        var matches = Hasher.VerifyHashedPassword(person, person.Hash, form["password"].ToString()) != PasswordVerificationResult.Failed;
        if (!matches || ReferenceEquals(person, Nobody))
        {
            signInThrottle.WasWrong(network, name);
            audit.Write(name, "sign-in refused", $"{Callers.AddressOf(context, access)}", time.GetUtcNow());
            return Results.Redirect($"/signin?failed=password&to={Uri.EscapeDataString(to)}");
        }
        await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme,
            sessions.Begin(person, CookieAuthenticationDefaults.AuthenticationScheme));
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
