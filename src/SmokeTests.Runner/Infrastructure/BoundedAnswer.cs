using System.Text;

namespace SmokeTests.Runner.Infrastructure;

/// <summary>Reads the beginning of an answer: 64 KB at most, as bytes, whatever it says of its length and charset.</summary>
internal static class BoundedAnswer
{
    /// <summary>Bytes.</summary>
    public const int Most = 64 * 1024;

    /// <summary>The text, as UTF-8. What breaks off or takes too long ends where it is: the status has been said by then.</summary>
    /// <param name="cancel">Ends the reading, not the answer.</param>
    public static async Task<string> Read(HttpResponseMessage answer, CancellationToken cancel)
    {
        var bytes = new byte[Most];
        var length = 0;
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(cancel);
            for (int read; length < Most && (read = await body.ReadAsync(bytes.AsMemory(length), cancel)) > 0;)
                length += read;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // What came until then is the answer.
        }
        return Encoding.UTF8.GetString(bytes, 0, length).TrimStart('\uFEFF').Trim();
    }
}
