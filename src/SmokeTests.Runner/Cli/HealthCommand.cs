using SmokeTests.Runner.Alerting;
using SmokeTests.Runner.Alerting.Routes;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Cli;

/// <summary><c>smoke health</c>: for container engines, whose images hold no other program that could ask.</summary>
internal static class HealthCommand
{
    /// <summary>What a board that is ready answers. A portal or a proxy answers 200 as well.</summary>
    public const string Ready = "ready";

    private const int MostQuoted = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public static async Task<int> Run(Uri? board, string listen, CancellationToken cancel)
    {
        if ((board ?? (Uri.TryCreate(Listening.First(listen, "127.0.0.1"), UriKind.Absolute, out var own) ? own : null)) is not { } address)
            return ExitCode.Refuse($"'{listen}' is not an address. Write {Listening.Usual}");
        using var http = OutgoingHttp.Create();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        try
        {
            using var answer = await http.GetAsync(new Uri(address, "/health/ready"), HttpCompletionOption.ResponseHeadersRead,
                limit.Token);
            var said = await BoundedAnswer.Read(answer, limit.Token);
            if (answer.IsSuccessStatusCode && said != Ready)
                return Fail($"{address} {TrueAnswer.Foreign(said, $"\"{Ready}\"").Why}");
            if (answer.Headers.Location is { } location)
                return Fail($"{address} answered {(int)answer.StatusCode}, which leads to {location}.");
            Console.WriteLine(MessageText.Short(said, MostQuoted));
            return answer.IsSuccessStatusCode ? ExitCode.Passed : ExitCode.Failed;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return Fail($"{address} does not answer: {e.Message}");
        }
    }

    private static int Fail(string why)
    {
        Console.Error.WriteLine(why);
        return ExitCode.Failed;
    }
}
