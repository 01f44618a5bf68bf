using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace SmokeTests.Runner.Access;

/// <summary><c>Authorization: Bearer TOKEN</c>.</summary>
internal sealed class BearerToken(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder,
    AccessSettings access, SignInThrottle signInThrottle) : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    public const string Name = "token";
    private const string Prefix = "Bearer";
    private TimeSpan? waits;

    /// <summary>A proxy that asks for a password itself may send that along ("Basic"): it is none of this board's.</summary>
    public static bool IsIn(HttpRequest request) =>
        $"{request.Headers.Authorization}".StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var (token, network) =
            ($"{Request.Headers.Authorization}"[Prefix.Length..].Trim(), Callers.Network(Callers.AddressOf(Context, access)));
        if ((waits = signInThrottle.Wait(network, null, AccessSetup.Hash(token))) is not null)
            return Task.FromResult(AuthenticateResult.Fail("too many tokens that were none"));
        if (AccessSetup.Bearer(token, access) is not { } known)
        {
            signInThrottle.WasWrong(network, null);
            return Task.FromResult(AuthenticateResult.Fail("no token of this board"));
        }
        signInThrottle.WasRight(network, AccessSetup.Hash(token));
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(known, Name)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (waits is not { } rest)
            return Results.Problem("Invalid token. Create one with: smoke token", statusCode: 401).ExecuteAsync(Context);
        return AccessSetup.TooMany(Context, rest, "Too many invalid tokens from there.").ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Results.Problem("The token has no scope for that: look at access.tokens in the settings.", statusCode: 403).ExecuteAsync(Context);
}
