using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace SmokeTests.Runner.Alerting;

/// <summary>What became of a message.</summary>
internal abstract record Delivery
{
    /// <summary>It has arrived.</summary>
    public sealed record Sent : Delivery;

    /// <summary>Not now: try again, no sooner than after <paramref name="After"/> where the receiver said so.</summary>
    public sealed record Later(string Why, TimeSpan? After = null) : Delivery;

    /// <summary>Never: a setting must be mended first.</summary>
    public sealed record Refused(string Why) : Delivery;
}

/// <summary>Posts to a Slack incoming webhook. Only 429, 5xx and faults of the way are worth another try.</summary>
internal sealed class SlackWebhook(HttpClient http, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);
    private const int MostAnswer = 200;

    public async Task<Delivery> Post(Uri webhook, Announcement announcement, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        // Some receivers refuse a charset beside application/json.
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(SlackMessage.From(announcement), AlertJson.Default.SlackMessage)));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var answer = await http.PostAsync(webhook, body, both.Token);
            var text = SlackMessage.Short((await answer.Content.ReadAsStringAsync(both.Token)).Trim(), MostAnswer);
            return answer.StatusCode switch
            {
                >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices => new Delivery.Sent(),
                HttpStatusCode.TooManyRequests => new Delivery.Later("429 too many requests", RetryAfter(answer)),
                HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError => new Delivery.Later($"{(int)answer.StatusCode} {text}", RetryAfter(answer)),
                _ => new Delivery.Refused(text.Length > 0 ? text : $"{(int)answer.StatusCode} {answer.StatusCode}"),
            };
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new Delivery.Later($"no answer within {Interval.Write(Limit)}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new Delivery.Later(e.Message);
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage answer) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow(),
        _ => null,
    };
}
