using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace SmokeTests.Runner.Access;

/// <summary>
/// Who is let in. Whatever does not say otherwise needs a viewer; what changes something needs an operator; a token has its
/// scopes. People sign in by password or by an OpenID provider, or a proxy has signed them in.
/// </summary>
internal static class AccessSetup
{
    public const string CanLook = "look";
    public const string CanAct = "act";
    public const string CanMarkDeploys = "deploy";
    public const string CanReport = "report";
    public const string OpenId = "oidc";
    private const string Chooser = "chooser";
    private const string Scope = "scope";
    private static readonly TimeSpan Session = TimeSpan.FromHours(12);

    /// <summary>Somebody waits for the provider's answer.</summary>
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(10);

    /// <param name="keys">Where what sessions are sealed with is kept, so that they outlive a restart.</param>
    public static void Add(IServiceCollection services, AccessSettings access, IKeyPlace keys)
    {
        services.AddSingleton(access).AddAntiforgery(o => o.Cookie.Name = "smoke-antiforgery");
        services.AddDataProtection().SetApplicationName("smoketests");
        services.AddSingleton(s => new ReadableKeys(keys, s.GetRequiredService<ILogger<ReadableKeys>>()));
        services.AddOptions<KeyManagementOptions>().Configure<ReadableKeys>((o, readable) => o.XmlRepository = readable);
        var authentication = services.AddAuthentication(Chooser)
            .AddPolicyScheme(Chooser, null, o => o.ForwardDefaultSelector = context => SchemeOf(context, access))
            .AddScheme<AuthenticationSchemeOptions, AnonymousOperator>(AnonymousOperator.Name, null)
            .AddScheme<AuthenticationSchemeOptions, BearerToken>(BearerToken.Name, null)
            .AddScheme<AuthenticationSchemeOptions, ProxyHeader>(ProxyHeader.Name, null)
            .AddCookie(o =>
            {
                (o.Cookie.Name, o.Cookie.HttpOnly, o.Cookie.SameSite, o.Cookie.SecurePolicy) =
                    ("smoke-session", true, SameSiteMode.Lax, CookieSecurePolicy.SameAsRequest);
                o.CookieManager = new WholeCookies();
                (o.LoginPath, o.ReturnUrlParameter, o.ExpireTimeSpan, o.SlidingExpiration) = ("/signin", "to", Session, true);
                // A script, a feed and a stream want a status, people want the page.
                o.Events.OnValidatePrincipal = Validate;
                o.Events.OnRedirectToLogin = context => Refuse(context, StatusCodes.Status401Unauthorized, context.RedirectUri);
                o.Events.OnRedirectToAccessDenied = context => Refuse(context, StatusCodes.Status403Forbidden, null);
            });
        if (access.OpenIdConnect is { } provider)
        {
            authentication.AddOpenIdConnect(OpenId, o => Configure(o, provider));
            // What goes wrong there is said by SignIn in one line; the handler says it with its stack.
            services.Configure<LoggerFilterOptions>(o => o.AddFilter(typeof(OpenIdConnectHandler).FullName, LogLevel.None));
        }
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(Policy(TokenScope.Read, Role.Viewer, Role.Operator))
            .AddPolicy(CanLook, Policy(TokenScope.Read, Role.Viewer, Role.Operator))
            .AddPolicy(CanAct, Policy(TokenScope.Act, Role.Operator))
            .AddPolicy(CanMarkDeploys, Policy(TokenScope.Deploy, Role.Operator))
            .AddPolicy(CanReport, Policy(TokenScope.Report));
    }

    public static string NameOf(ClaimsPrincipal user) => user.Identity?.Name ?? "somebody";

    public static bool IsOperator(ClaimsPrincipal user) => user.IsInRole(Role.Operator);

    public static ClaimsPrincipal Somebody(string name, string role, string scheme) =>
        new(new ClaimsIdentity([new Claim(ClaimTypes.Name, name), new Claim(ClaimTypes.Role, role)], scheme));

    /// <summary>A token whose hash is known.</summary>
    public static ClaimsPrincipal? Bearer(string token, AccessSettings access)
    {
        var hash = Encoding.ASCII.GetBytes(Hash(token));
        return access.Tokens.FirstOrDefault(t => CryptographicOperations.FixedTimeEquals(hash, Encoding.ASCII.GetBytes(t.Sha256)))
            is { } known
            ? new ClaimsPrincipal(
                new ClaimsIdentity([new Claim(ClaimTypes.Name, known.Name), .. known.Scopes.Select(s => new Claim(Scope, s))],
                    BearerToken.Name)) : null;
    }

    /// <summary>The answer to whoever guesses.</summary>
    public static IResult TooMany(HttpContext context, TimeSpan wait, string why)
    {
        context.Response.Headers.RetryAfter = Seconds(wait);
        return Results.Problem(why, statusCode: StatusCodes.Status429TooManyRequests);
    }

    /// <summary>As <c>Retry-After</c> says it.</summary>
    private static string Seconds(TimeSpan wait) =>
        Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);

    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private static AuthorizationPolicy Policy(string scope, params string[] roles) =>
        new AuthorizationPolicyBuilder().RequireAuthenticatedUser()
        .RequireAssertion(context => roles.Any(context.User.IsInRole) || context.User.HasClaim(Scope, scope)).Build();

    private static string SchemeOf(HttpContext context, AccessSettings access) =>
        BearerToken.IsIn(context.Request) ? BearerToken.Name
        : access.IsOpen || access.IsUnset ? AnonymousOperator.Name
        : access.Header is { } header && context.Request.Headers.ContainsKey(header.Name)
        && header.Trusts(context.Connection.RemoteIpAddress) ? ProxyHeader.Name
        : CookieAuthenticationDefaults.AuthenticationScheme;

    private static async Task Validate(CookieValidatePrincipalContext context)
    {
        if (context.HttpContext.RequestServices.GetRequiredService<Sessions>().Holds(context.Principal))
            return;
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
    }

    private static Task Refuse(RedirectContext<CookieAuthenticationOptions> context, int status, string? signIn)
    {
        if (signIn is not null && HttpMethods.IsGet(context.Request.Method)
            && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal))
        {
            context.Response.Redirect(signIn);
            return Task.CompletedTask;
        }
        context.Response.StatusCode = status;
        return Results.Problem(status == StatusCodes.Status401Unauthorized ? "Sign in, or send a token: Authorization: Bearer TOKEN."
            : "Requires the operator role.", statusCode: status).ExecuteAsync(context.HttpContext);
    }

    private static void Configure(OpenIdConnectOptions options, OpenIdConnect provider)
    {
        (options.Authority, options.ClientId, options.ClientSecret) = (provider.Authority, provider.ClientId, provider.ClientSecret);
        (options.ResponseType, options.UsePkce, options.SaveTokens, options.MapInboundClaims) = ("code", true, false, false);
        (options.SignInScheme, options.CallbackPath) = (CookieAuthenticationDefaults.AuthenticationScheme, "/signin/oidc");
        options.BackchannelTimeout = LongestAnswer;
        options.BackchannelHttpHandler = new ProviderAnswers();
        // By redirect, so that the session's cookies need not be sent along with a form of another site.
        options.ResponseMode = "query";
        foreach (var cookie in new[] { options.NonceCookie, options.CorrelationCookie })
            (cookie.SameSite, cookie.SecurePolicy) = (SameSiteMode.Lax, CookieSecurePolicy.SameAsRequest);
        options.RequireHttpsMetadata = !new Uri(provider.Authority).IsLoopback;
        options.Scope.Add("email");
        options.TokenValidationParameters.NameClaimType = "name";
        options.Events.OnTokenValidated = context =>
        {
            var known = context.Principal!.FindAll(provider.Claim).Concat(context.Principal.FindAll("email"))
                .Concat(context.Principal.FindAll("preferred_username")).Select(c => c.Value).ToArray();
            var name = context.Principal.FindFirstValue("name") ?? context.Principal.FindFirstValue("preferred_username")
                ?? context.Principal.FindFirstValue("sub") ?? "somebody";
            if (provider.RoleOf(known) is { } role)
                context.Principal = context.HttpContext.RequestServices.GetRequiredService<Sessions>().Begin(name, role, OpenId, known);
            else
                context.Fail($"{name} is known to the provider, but not among those who may look: access.oidc.viewers");
            return Task.CompletedTask;
        };
        options.Events.OnRemoteFailure = context =>
        {
            context.HandleResponse();
            SignIn.Fail(context, provider);
            return Task.CompletedTask;
        };
    }
}
