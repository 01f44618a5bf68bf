using SmokeTests.Runner.Board;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Runner.Routes;

namespace SmokeTests.Runner.Cli;

/// <summary><c>smoke health</c>: for container engines, whose images hold no other program that could ask.</summary>
internal static class HealthCommand
{
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
            if (answer.IsSuccessStatusCode && said != Readiness.Word)
                return Fail($"{address} {TrueAnswer.Foreign(said, $"\"{Readiness.Word}\"").Why}");
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
