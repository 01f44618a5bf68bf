using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CsCheck;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace SmokeTests.Runner.Tests;

/// <summary>What a request of a route can be made of: what is right, from which one thing at a time is made wrong.</summary>
/// <param name="Values">What stands in addresses and fields, by their names.</param>
/// <param name="Session">The cookies of somebody who has signed in.</param>
/// <param name="Leaving">Those of somebody who signs out.</param>
internal sealed record Pieces(string Host, IReadOnlyDictionary<string, string> Values, string Session, string Leaving, string[] Queries,
    string[] Fields);

/// <summary>
/// Requests to a route in which one thing is wrong: its address, a query, a field of a form or of JSON, a header, a cookie, the
/// method, the type or the length of its body.
/// </summary>
internal static class AnyRequest
{
    private static readonly string[] Methods = ["GET", "POST", "DELETE", "PUT", "HEAD", "OPTIONS", "PATCH", "TRACE", "get", "SMOKE"];
    private static readonly string[] Types = ["", "text/plain", "application/json", "application/json; charset=klingon",
        "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-16",
        "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x", "multipart/mixed; boundary=y", "x",
        "application/x-www-form-urlencoded; charset=utf-7"];

    private static readonly string[] Headers = ["Cookie", "Authorization", "Content-Type", "X-Forwarded-User", "X-Forwarded-For", "Accept",
        "If-None-Match", "Last-Event-ID", "Origin", "Range", "Accept-Encoding",
        "X-Slack-Signature", "X-Slack-Request-Timestamp", "Transfer-Encoding", "Content-Length", "Expect", "Host", "Referer",
        "Accept-Language", "traceparent", "RequestVerificationToken", "X-HTTP-Method-Override"];

    public static Gen<Request> Of(RouteEndpoint route, Pieces pieces)
    {
        var method = route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is [var first, ..] ? first : "GET";
        var json = JsonOf(route);
        return Gen.Select(Gen.Int[0, 9], Gen.Int[0, 1_000_000], OddTexts.All, json is null ? Gen.Const("") : OddJson.Of(json))
            .Select((kind, choice, odd, oddJson) =>
        {
            var request = Right(route, pieces, method, json);
            switch (kind)
            {
                case 0:
                    return request;
                case 1 when route.RoutePattern.Parameters is { Count: > 0 } parameters:
                    request.Path = Fill(route, pieces, parameters[choice % parameters.Count].Name, Cut(odd));
                    break;
                case <= 2:
                    request.Query = $"?{OddTexts.Escape(pieces.Queries[choice % pieces.Queries.Length])}"
                        + $"={OddTexts.Escape(Cut(odd))}{(choice % 7 == 0 ? "&" + OddTexts.Escape(Cut(odd)) : "")}";
                    break;
                case 3 when json is not null:
                    request.Json(oddJson);
                    break;
                case <= 5 when method != "GET":
                    request.Form(pieces, pieces.Fields[choice % pieces.Fields.Length], odd, isMultipart: kind == 5);
                    break;
                case 6:
                    request.Method = Methods[choice % Methods.Length];
                    break;
                case 7:
                    request.Headers["Content-Type"] = Types[choice % Types.Length];
                    request.Body ??= "x";
                    break;
                case 8 when request.Body is not null:
                    request.Length = choice % 3 == 0 ? "5000000" : (request.Body.Length + 100).ToString(CultureInfo.InvariantCulture);
                    break;
                default:
                    var header = Headers[choice % Headers.Length];
                    request.Headers[header] = header == "Cookie" ? OddCookie(pieces.Session, choice, odd)
                        : header == "Authorization" && choice % 2 == 0 ? "Bearer " + Line(odd) : Line(odd);
                    break;
            }
            // Slack has signed it, whatever it is.
            if (route.RoutePattern.RawText == "/slack/actions" && kind is >= 3 and <= 5)
                Sign(request, kind == 5 ? odd : "payload=" + OddTexts.Escape(oddJson));
            return request;
        });
    }

    private static Request Right(RouteEndpoint route, Pieces pieces, string method, string? json)
    {
        var request = new Request { Method = method, Path = Fill(route, pieces, null, ""), Host = pieces.Host };
        if (route.RoutePattern.RawText!.StartsWith("/api", StringComparison.Ordinal))
            request.Headers["Authorization"] = $"Bearer {RunnerUnderTest.Token}";
        else
            request.Headers["Cookie"] = route.RoutePattern.RawText == "/signout" ? pieces.Leaving : pieces.Session;
        // Guesses are counted by address.
        request.Headers["X-Forwarded-For"] = $"10.{Random.Shared.Next(256)}.{Random.Shared.Next(256)}.{Random.Shared.Next(256)}";
        if (json is not null && route.RoutePattern.RawText == "/slack/actions")
            Sign(request, "payload=" + OddTexts.Escape(json));
        else if (json is not null)
            request.Json(json);
        else if (method != "GET")
            request.Form(pieces, null, "", isMultipart: false);
        return request;
    }

    private static string Fill(RouteEndpoint route, Pieces pieces, string? odd, string value) =>
        "/" + string.Join('/', route.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
    {
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter =>
            OddTexts.Escape(parameter.Name == odd ? value : Value(route, pieces, parameter.Name)),
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator => separator.Content,
        _ => "",
    }))));

    /// <summary>A value of the name in that place of addresses, or else of that name.</summary>
    private static string Value(RouteEndpoint route, Pieces pieces, string name) =>
        pieces.Values.GetValueOrDefault(
            route.RoutePattern.PathSegments[0].Parts.OfType<Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart>()
                .FirstOrDefault()?.Content + $"/{name}")
        ?? pieces.Values.GetValueOrDefault(name) ?? pieces.Values.GetValueOrDefault(name.ToLowerInvariant()) ?? "1";

    /// <summary>The JSON that a route takes; null for none.</summary>
    private static string? JsonOf(RouteEndpoint route) => route.RoutePattern.RawText switch
    {
        "/api/reports" => Reports.Good(DateTimeOffset.UtcNow),
        "/slack/actions" => """{"type":"block_actions","user":"""
            + """{"id":"U1","name":"ada","username":"ada"},"response_url":"http://127.0.0.1:9/","actions":"""
            + """[{"action_id":"acknowledge","value":"1-2","type":"button"}]}""",
        _ when route.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType is { } type =>
            JsonSerializer.Serialize(type.GetProperties()
                .ToDictionary(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name), p => Good(p.Name, p.PropertyType))),
        _ => null,
    };

    private static object? Good(string name, Type type) => name switch
    {
        "For" => "30m", "On" => "team=storefront", "Url" => "https://ci.example/7", "Runs" => 1, _ when type == typeof(string) =>
        "x", _ => 1,
    };

    private static string OddCookie(string session, int choice, string odd)
    {
        var cookies = session.Split("; ");
        var one = choice % cookies.Length;
        var name = cookies[one].Split('=')[0];
        cookies[one] = (choice % 5) switch { 0 => $"{name}={Line(odd)}", 1 => $"{name}=chunks-{choice % 100}", 2 =>
            cookies[one][..(cookies[one].Length / 2)], 3 => $"{name}C1=x; {name}=chunks-{int.MaxValue}", _ => Line(odd) };
        return string.Join("; ", cookies);
    }

    private static void Sign(Request request, string body)
    {
        var seconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(RunnerUnderTest.SlackSecret), Encoding.UTF8.GetBytes($"v0:{seconds}:{body}"));
        (request.Body, request.Headers["Content-Type"]) = (body, "application/x-www-form-urlencoded");
        (request.Headers["X-Slack-Request-Timestamp"], request.Headers["X-Slack-Signature"]) =
            (seconds, $"v0={Convert.ToHexStringLower(mac)}");
    }

    /// <summary>An address may have 8 KB.</summary>
    private static string Cut(string text) => text.Length <= 2_000 ? text : text[..2_000];

    /// <summary>Without an end of a line, which would be the next header.</summary>
    private static string Line(string text) => (text.Length <= 20_000 ? text : text[..20_000]).ReplaceLineEndings("");
}
