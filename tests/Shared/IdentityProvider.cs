using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace SmokeTests.Testing;

/// <summary>An OpenID provider that lets one person in: discovery, keys, the code flow with PKCE, a signed token.</summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    private readonly RSA key = RSA.Create(2048);
    private readonly Dictionary<string, (string Nonce, string Challenge)> codes = [];
    private readonly string name;
    private readonly string group;
    private TestSite site = null!;

    private IdentityProvider(string name, string group) => (this.name, this.group) = (name, group);

    /// <summary>Answers in its place, as what stands on the way to it does: true where it has.</summary>
    public Func<HttpContext, Task<bool>> Instead { get; set; } = _ => Task.FromResult(false);

    public string Address => site.Address.ToString().TrimEnd('/');

    public static async Task<IdentityProvider> Start(string name, string group)
    {
        var provider = new IdentityProvider(name, group);
        provider.site = await TestSite.Answering(provider.Answer);
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await site.DisposeAsync();
        key.Dispose();
    }

    private async Task Answer(HttpContext context)
    {
        if (await Instead(context))
            return;
        switch (context.Request.Path.Value)
        {
            case "/.well-known/openid-configuration":
                await context.Response.WriteAsJsonAsync(new { issuer = Address, authorization_endpoint = $"{Address}/authorize",
                    token_endpoint = $"{Address}/token", jwks_uri = $"{Address}/keys", response_types_supported = new[] { "code" },
                    subject_types_supported = new[] { "public" }, id_token_signing_alg_values_supported = new[] { "RS256" } });
                break;
            case "/keys":
                var (modulus, exponent) = key.ExportParameters(false) is var p ? (p.Modulus!, p.Exponent!) : default;
                await context.Response.WriteAsJsonAsync(
                    new { keys = new[] { new { kty = "RSA", use = "sig", kid = "1", alg = "RS256", n = Base64Url.EncodeToString(modulus),
                        e = Base64Url.EncodeToString(exponent) } } });
                break;
            case "/authorize":
                var asked = context.Request.Query;
                var code = Guid.NewGuid().ToString("N");
                codes[code] = ($"{asked["nonce"]}", $"{asked["code_challenge"]}");
                // The middleware asks for the answer as a form that posts itself; where it can be a redirect, it is one.
                context.Response.Redirect($"{asked["redirect_uri"]}?code={code}&state={Uri.EscapeDataString($"{asked["state"]}")}");
                break;
            case "/token":
                var form = await context.Request.ReadFormAsync();
                var (nonce, challenge) = codes[$"{form["code"]}"];
                if (form["client_secret"] != "a-secret-of-the-client"
                    || Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($"{form["code_verifier"]}"))) != challenge)
                {
                    context.Response.StatusCode = 400;
                    await context.Response.WriteAsJsonAsync(new { error = "invalid_grant" });
                    break;
                }
                await context.Response.WriteAsJsonAsync(new { access_token = "x", token_type = "Bearer", expires_in = 60,
                    id_token = Token(nonce) });
                break;
            default:
                context.Response.StatusCode = 404;
                break;
        }
    }

    private string Token(string nonce)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var signed = $"{Part(new { alg = "RS256", typ = "JWT", kid = "1" })}."
            + $"{Part(new { iss = Address, aud = "smoke", sub = "1", name, groups = new[] { group }, nonce, iat = now, exp = now + 300 })}";
        return $"{signed}."
            + Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

        static string Part(object part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));
    }
}
