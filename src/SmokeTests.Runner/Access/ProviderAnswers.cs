using System.Text.Json;

namespace SmokeTests.Runner.Access;

/// <summary>
/// Looks at each answer of the OpenID provider before anything is made of it. What stands on the way to a provider, a captive
/// portal or a proxy, answers as well: with a page, with a redirect to one, with 511. Such an answer is refused with a reason,
/// so that none of it is kept, and no form with a secret goes where a redirect points.
/// </summary>
internal sealed class ProviderAnswers() : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
{
    /// <summary>Bytes: keys and tokens are a few thousand.</summary>
    private const int MostAnswer = 4 * 1024 * 1024;
    private const string Discovery = "/.well-known/openid-configuration";
    private static readonly string[] Told = ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        try
        {
            await answer.Content.LoadIntoBufferAsync(MostAnswer, cancellationToken);
            if (await Mistake(request, answer, cancellationToken) is { } mistake)
                throw new ProviderAnswerException($"{request.Method} {request.RequestUri} was answered with {mistake}");
            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    /// <summary>What the answer is instead of a provider's; null where it may be one.</summary>
    private static async Task<string?> Mistake(HttpRequestMessage request, HttpResponseMessage answer, CancellationToken cancel)
    {
        var status = (int)answer.StatusCode;
        if (status is >= 300 and < 400)
            return $"a redirect to {answer.Headers.Location} ({status}). {OnTheWay}";
        if (status == StatusCodes.Status511NetworkAuthenticationRequired)
            return $"511: the network wants this machine to sign in first. {OnTheWay}";
        var isRefusal = request.Method == HttpMethod.Post && status is >= 400 and < 500;
        if (status is not 200 && !isRefusal)
            return $"{status}";
        var said = await Read(answer, cancel);
        if (said is not { ValueKind: JsonValueKind.Object } json)
            return $"{status} and {answer.Content.Headers.ContentType?.MediaType ?? "what has no type"} that is no JSON object. {OnTheWay}";
        var missing = isRefusal ? Missing(json, "error") : Missing(request, json);
        return missing is null ? null : $"{status} and JSON without \"{missing}\". {OnTheWay}";
    }

    private const string OnTheWay = "It looks as if something on the way answers in its place, such as a captive portal or a proxy";

    private static string? Missing(HttpRequestMessage request, JsonElement json) =>
        request.Method == HttpMethod.Post ? Missing(json, "id_token")
        : request.RequestUri!.AbsolutePath.EndsWith(Discovery, StringComparison.Ordinal)
            ? Told.Select(name => Missing(json, name)).FirstOrDefault(m => m is not null)
        : json.TryGetProperty("keys", out var keys) && keys.ValueKind == JsonValueKind.Array && keys.GetArrayLength() > 0 ? null : "keys";

    private static string? Missing(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 }
            ? null : name;

    private static async Task<JsonElement?> Read(HttpResponseMessage answer, CancellationToken cancel)
    {
        try
        {
            using var read = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancel));
            return read.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
