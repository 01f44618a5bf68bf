using SmokeTests.Runner.History;

namespace SmokeTests.Runner.Routes;

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
