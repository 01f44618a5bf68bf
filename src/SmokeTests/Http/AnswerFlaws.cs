using System.Net.Sockets;
using SmokeTests.Content;
using SmokeTests.PageModel;
using SmokeTests.Recording;

namespace SmokeTests.Http;

/// <summary>What of an answer no browser takes, in words.</summary>
internal static class AnswerFlaws
{
    private const int LongestLine = 60;

    /// <summary>Headers that must not say two things (<c>ERR_RESPONSE_HEADERS_MULTIPLE_…</c>), and whether commas divide them.</summary>
    private static readonly (string Name, bool IsList)[] OfOneValue =
        [("Location", false), ("Content-Length", true), ("Content-Disposition", true)];

    /// <summary>What is wrong with an answer whose head came; null where nothing is.</summary>
    public static Complaint? Of(Request asked, HttpResponseMessage response, AnswerHead? head)
    {
        var path = asked.Address.AbsolutePath;
        if ((int)response.StatusCode is var status and < 200)
            return new Complaint(
                $"{path} answered {(status == 101 ? "101 Switching Protocols, which nobody asked for" : Answer.NameOf(status))}",
                "a page, or where it is", head?.FirstLine ?? Answer.NameOf(status));
        if (head?.HasNul == true)
            return new Complaint($"{asked.Address.Authority} answered something that is no HTTP: a NUL in its headers",
                $"an answer from {asked.Address.AbsoluteUri}", head.FirstLine);
        foreach (var (name, isList) in OfOneValue)
            if (Different(response, name, isList) is { } values)
                return new Complaint($"{path} answered with different headers {name}", $"one {name}", string.Join('\n', values));
        return null;
    }

    /// <summary>Why there is no answer, from what came of it; null where that does not tell.</summary>
    public static string? Of(Exception e, Uri address, AnswerHead? head)
    {
        if (head is { IsStrange: true })
            return $"{address.Authority} answered something that is no HTTP: {Looks(head)}";
        if (head is { IsWhole: false, HasBegun: true }
            && e is not HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded })
            return "the answer broke off in its headers";
        if (IsReset(e))
            return $"{address.Authority} reset the connection without an answer";
        return e is not HttpRequestException { HttpRequestError: var error } ? null : error switch
        {
            HttpRequestError.ResponseEnded when head?.Interim is { } fallbackHistory =>
                $"{address.Authority} answered \"{fallbackHistory}\" and closed the connection without the answer itself",
            HttpRequestError.ResponseEnded => $"{address.Authority} closed the connection without an answer",
            HttpRequestError.ConfigurationLimitExceeded => $"{address.Authority} sent more than {AnswerHead.Most / 1024} kB of headers",
            HttpRequestError.InvalidResponse when head?.Status is { } status and not (>= 200 and <= 599) =>
                $"{address.AbsolutePath} answered {Answer.NameOf(status)}",
            HttpRequestError.InvalidResponse => $"{address.Authority} answered something that is no HTTP: {e.Message}",
            _ => null,
        };
    }

    public static bool IsReset(Exception e) => e.Chain().OfType<SocketException>().Any(s =>
        s.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown);

    private static string Looks(AnswerHead head) => head.First is [0x14 or 0x15 or 0x16 or 0x17, 3, ..]
        ? "it speaks TLS, is its address https://?"
        : head.FirstLine.Length == 0 || head.FirstLine.Any(char.IsControl) ? $"bytes that begin with {Convert.ToHexString(head.First)}"
        : $"\"{(head.FirstLine.Length <= LongestLine ? head.FirstLine : head.FirstLine[..LongestLine] + " …")}\"";

    private static string[]? Different(HttpResponseMessage response, string name, bool isList)
    {
        if (name == "Content-Length" && response.Headers.TransferEncodingChunked == true
            || !(response.Headers.NonValidated.TryGetValues(name, out var values)
                || response.Content.Headers.NonValidated.TryGetValues(name, out values)))
            return null;
        if (values.Count == 1 && (!isList || !values.First().Contains(',', StringComparison.Ordinal)))
            return null;
        var all = values.SelectMany(value => isList ? MimeType.Split(value, ',') : [value])
            .Select(value => value.Trim()).Distinct(StringComparer.Ordinal).ToArray();
        return all.Length > 1 ? all : null;
    }
}
