using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Settings;

namespace SmokeTests.Runner.Alerting.Routes;

/// <summary>A way to a team. One is a file here and a line in <see cref="RouteRegistry"/>.</summary>
internal interface IRoute
{
    /// <summary>The key of the team's settings that it comes from.</summary>
    string Name { get; }

    /// <summary>It wakes people: it is told what pages, and the end of that, and nothing else.</summary>
    bool Pages { get; }

    /// <summary>How long it rests after a message.</summary>
    TimeSpan Rest => TimeSpan.Zero;

    /// <summary>At which hours, and for what, as people read it; empty for always.</summary>
    string When => "";

    /// <summary>Whether it is told of something now.</summary>
    /// <param name="paging">It is something that pages.</param>
    bool Takes(DateTimeOffset now, bool paging) => true;

    Task<SendResult> Send(OutboxEntry letter, WebhookClient post, CancellationToken cancel);

    /// <summary>Whether it would take a message, as far as that can be known without one that people see.</summary>
    Task<SendResult> Test(WebhookClient post, CancellationToken cancel) => Task.FromResult<SendResult>(new SendResult.Sent());
}

/// <summary>What became of a message.</summary>
internal abstract record SendResult
{
    /// <summary>It has arrived.</summary>
    /// <param name="Receipt">What later messages of the same incident refer to.</param>
    public sealed record Sent(string? Receipt = null) : SendResult;

    /// <summary>The board and the console have it, and there is nowhere else to send it.</summary>
    public sealed record Shown : SendResult;

    /// <summary>Not now: try again, no sooner than after <paramref name="After"/> where the receiver said so.</summary>
    public sealed record Later(string Why, TimeSpan? After = null) : SendResult;

    /// <summary>Never: a setting must be mended first.</summary>
    public sealed record Refused(string Why) : SendResult;
}

/// <summary>The routes that there are.</summary>
internal static class RouteRegistry
{
    /// <summary>Reads a route from a team's settings; null where it has none of that kind, or a wrong one.</summary>
    public delegate IRoute? Reader(SettingsFile file, JsonObject team, string key);

    public static IReadOnlyDictionary<string, Reader> Readers { get; } = new Dictionary<string, Reader>
    {
        [SlackWebhook.Key] = SlackWebhook.Read,
        [PagerDuty.Key] = PagerDuty.Read,
        [Opsgenie.Key] = Opsgenie.Read,
        [Email.Key] = Email.Read,
        [MicrosoftTeams.Key] = MicrosoftTeams.Read,
        [Webhook.Key] = Webhook.Read,
        [Alertmanager.Key] = Alertmanager.Read,
    };

    /// <summary>A text of a team's settings; one that needs a variable that is not set is a mistake.</summary>
    public static string? Text(SettingsFile file, JsonObject team, string key, string name)
    {
        var text = file.Text(team, key, name);
        if (text?.MissingVariable is { } variable)
            file.Mistake(SettingsFile.Join(key, name), $"the environment variable {variable} is not set");
        return text?.Value;
    }

    /// <summary>A key, or an object with <c>key</c> and <c>address</c> where the receiver is not the usual one.</summary>
    public static (string Key, Uri Address)? Keyed(SettingsFile file, JsonObject team, string key, string name, Uri usual)
    {
        if (team[name] is not JsonObject node)
            return Text(file, team, key, name) is { Length: > 0 } alone ? (alone, usual) : null;
        var own = SettingsFile.Join(key, name);
        file.OnlyKeys(node, own, "key", "address");
        if (node["key"] is null)
            file.Mistake(own, "has no key. Add \"key\": \"${KEY}\"");
        var address = node["address"] is null ? usual : Address(file, node, own, "address", "is no address");
        return Text(file, node, own, "key") is { Length: > 0 } text && address is not null ? (text, address) : null;
    }

    public static Uri? Address(SettingsFile file, JsonObject team, string key, string name, string wrong)
    {
        if (Text(file, team, key, name) is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            return address;
        file.Mistake(SettingsFile.Join(key, name), wrong);
        return null;
    }
}

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
        var text = SlackMessage.Short(body, MostAnswer);
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

/// <summary>Where a team without any other route is told: on the board's notifications page and the console.</summary>
internal sealed class OnTheBoard(Action<string> say) : IRoute
{
    public const string Word = "board";

    public string Name => Word;

    public bool Pages => false;

    public Task<SendResult> Send(OutboxEntry letter, WebhookClient post, CancellationToken cancel)
    {
        say(letter.Announcement.Plain());
        return Task.FromResult<SendResult>(new SendResult.Shown());
    }
}
