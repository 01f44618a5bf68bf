namespace SmokeTests.Runner.Cli;

/// <summary><c>smoke health</c>: for container engines, whose images hold no other program that could ask.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public static async Task<int> Run(Uri? board, string listen, CancellationToken cancel)
    {
        var address = board ?? Here(listen);
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

    /// <summary>An address that is listened on, as one that can be asked: 0.0.0.0, [::], * and + are every address of this machine.</summary>
    private static Uri Here(string listen)
    {
        var first = listen.Split(';')[0].Replace("://*", "://127.0.0.1", StringComparison.Ordinal).Replace("://+", "://127.0.0.1", StringComparison.Ordinal);
        var address = new UriBuilder(first);
        if (address.Host is "0.0.0.0" or "[::]")
            address.Host = "127.0.0.1";
        return address.Uri;
    }
}
