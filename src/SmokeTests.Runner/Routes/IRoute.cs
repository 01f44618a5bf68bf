using SmokeTests.Runner.History;

namespace SmokeTests.Runner.Routes;

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
