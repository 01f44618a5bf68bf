using System.Net;
using System.Net.Http.Headers;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Routes;

/// <summary>
/// What every route sends with. Only 429, 408, 3xx, 5xx, answers that are not the receiver's and faults of the way are worth
/// another try.
/// </summary>
internal sealed class WebhookClient(HttpClient http, string board, TimeProvider time, Outbox? outbox = null)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ReadingLimit = TimeSpan.FromSeconds(5);
    private const int MostAnswer = 200;

    /// <summary>The board's address as people reach it.</summary>
    public string Board => board;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>What the receiver said of the message that told a letter's incident first; null where this is the first.</summary>
    public string? Thread(OutboxEntry letter) => letter.First is { } first ? outbox?.Receipt(first, letter.Route) : null;

    /// <summary>Posts JSON. Some receivers refuse a charset beside application/json, so there is none.</summary>
    /// <param name="judge">Tells the receiver's own answer from another's, where it came with a status of 2xx.</param>
    public Task<SendResult> Json(Uri address, ReadOnlyMemory<byte> json, CancellationToken cancel, Action<HttpRequestMessage>? dress = null,
        Func<string, SendResult>? judge = null) => Ask(async stop =>
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ReadOnlyMemoryContent(json) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        dress?.Invoke(message);
        using var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, stop);
        using var reading = new CancellationTokenSource(ReadingLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(reading.Token, stop);
        var body = await BoundedAnswer.Read(answer, both.Token);
        var text = MessageText.Short(body, MostAnswer);
        return answer.StatusCode switch
        {
            >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices => (judge ?? TrueAnswer.NoPage)(body),
            < HttpStatusCode.BadRequest => new SendResult.Later(Elsewhere(answer)),
            HttpStatusCode.TooManyRequests => new SendResult.Later("429 too many requests", RetryAfter(answer)),
            HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError =>
                new SendResult.Later($"{(int)answer.StatusCode} {text}", RetryAfter(answer)),
            _ => new SendResult.Refused(text.Length > 0 ? text : $"{(int)answer.StatusCode} {answer.StatusCode}"),
        };
    }, cancel);

    /// <summary>Whether somebody answers there, whatever he says.</summary>
    public Task<SendResult> Knock(Uri address, CancellationToken cancel) => Ask(async stop =>
    {
        using var message = new HttpRequestMessage(HttpMethod.Head, address);
        using var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, stop);
        return answer.StatusCode switch
        {
            HttpStatusCode.NotFound or HttpStatusCode.Gone => new SendResult.Refused($"{(int)answer.StatusCode} {answer.StatusCode}"),
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => new SendResult.Later(Elsewhere(answer)),
            _ => new SendResult.Sent(),
        };
    }, cancel);

    private async Task<SendResult> Ask(Func<CancellationToken, Task<SendResult>> ask, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            return await ask(both.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new SendResult.Later($"no answer within {Interval.Write(Limit)}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new SendResult.Later(e.Message);
        }
    }

    /// <summary>A message that is redirected would become a GET of another page: whoever set the address is told the new one.</summary>
    private static string Elsewhere(HttpResponseMessage answer) => answer.Headers.Location is { } location
        ? $"answered {(int)answer.StatusCode}, which leads to {location}: messages follow no redirect. Set the address that takes them"
        : $"answered {(int)answer.StatusCode}";

    private TimeSpan? RetryAfter(HttpResponseMessage answer) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow(),
        _ => null,
    };
}
