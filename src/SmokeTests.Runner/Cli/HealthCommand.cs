namespace SmokeTests.Runner.Cli;

/// <summary><c>smoke health</c>: for container engines, whose images hold no other program that could ask.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public static async Task<int> Run(Uri? board, string listen, CancellationToken cancel)
    {
        var address = board ?? new Uri(Listening.First(listen, "127.0.0.1"));
        using var http = new HttpClient { Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync(new Uri(address, "/health/ready"), cancel);
            Console.WriteLine(await answer.Content.ReadAsStringAsync(cancel));
            return answer.IsSuccessStatusCode ? ExitCode.Passed : ExitCode.Failed;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            Console.Error.WriteLine($"{address} does not answer: {e.Message}");
            return ExitCode.Failed;
        }
    }
}
