using System.Globalization;

namespace SmokeTests.Http;

/// <summary>How much of an answer has come, for the message about one that does not come to its end.</summary>
/// <param name="called">What the answer is for who asked: "the page" or "the answer".</param>
internal sealed class Arrival(string called)
{
    private int? status;
    private long? length;

    /// <summary>Bytes of the body, decompressed.</summary>
    public long Bytes { get; set; }

    /// <summary>What came in place of the whole; null where not even the headers did.</summary>
    public string? Instead =>
        status is null ? null
        : $"its beginning alone: {Count(Bytes)}{(length is { } all ? $" of {all.ToString("N0", CultureInfo.InvariantCulture)}" : "")}";

    /// <summary>Another request is sent.</summary>
    public void Begin() => (status, length, Bytes) = (null, null, 0);

    /// <summary>The headers have come.</summary>
    public void Answered(HttpResponseMessage response)
    {
        status = (int)response.StatusCode;
        // Of what is compressed the length is that of other bytes.
        length = response.Content.Headers.ContentEncoding.Count == 0 ? response.Content.Headers.ContentLength : null;
    }

    /// <summary>That its time was up.</summary>
    /// <param name="within">How the sentence ends: "within 10 s".</param>
    public string Late(string within) =>
        status is null ? $"no complete answer {within}" : $"{called} was not complete {within} ({Count(Bytes)} came)";

    /// <summary>What is waited for.</summary>
    public string Awaited(Uri address) => status is null ? $"an answer from {address.AbsoluteUri}" : $"the whole of {address.AbsoluteUri}";

    /// <summary>The address, and what it answered.</summary>
    public string Where(Uri address) => $"{address.AbsoluteUri} ({(status is { } known ? $"{known}" : "no answer")})";

    private static string Count(long bytes) => bytes == 1 ? "1 byte" : $"{bytes.ToString("N0", CultureInfo.InvariantCulture)} bytes";
}
