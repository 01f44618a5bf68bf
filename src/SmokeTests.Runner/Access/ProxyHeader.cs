using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace SmokeTests.Runner.Access;

/// <summary>Whom the proxy has signed in. Only asked where the request comes from the proxy's network.</summary>
internal sealed class ProxyHeader(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder,
    AccessSettings access) : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    public const string Name = "header";
    private const int MostName = 300;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
        Task.FromResult($"{Request.Headers[access.Header!.Name]}".Trim() is var who && Texts.IsName(who, MostName)
            ? AuthenticateResult.Success(
                new AuthenticationTicket(AccessSetup.Somebody(who,
                    access.Header.Operators.Contains(who, StringComparer.OrdinalIgnoreCase) ? Role.Operator : Role.Viewer, Name), Name))
            : AuthenticateResult.Fail("the proxy names nobody"));
}
