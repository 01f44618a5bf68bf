namespace SmokeTests.EndToEnd;

/// <summary>Tests wait for facts, not for time: the limit only says when to give up.</summary>
internal static class Patience
{
    public static readonly TimeSpan Usual = TimeSpan.FromMinutes(8);

    public static async Task Until(string fact, Func<Task<bool>> isSo, Func<string>? story = null, TimeSpan? limit = null)
    {
        var most = limit ?? Usual;
        for (var began = TimeProvider.System.GetTimestamp(); !await isSo();)
        {
            var waited = TimeProvider.System.GetElapsedTime(began);
            if (waited > most)
                throw new TimeoutException($"Not within {most.TotalSeconds} s: {fact}\n{story?.Invoke()}");
            await Task.Delay(Pause(waited));
        }
    }

    /// <summary>What takes long is asked for less often: asking has its price, and three tests ask at once.</summary>
    private static TimeSpan Pause(TimeSpan waited) => TimeSpan.FromMilliseconds(Math.Clamp(waited.TotalMilliseconds / 20, 50, 500));

    public static Task Until(string fact, Func<bool> isSo, Func<string>? story = null) => Until(fact, () => Task.FromResult(isSo()), story);

    /// <summary>Waits until the program that was started answers at its address.</summary>
    public static Task Answers(string who, Running program, HttpClient http, string address) => Until($"{who} answers", async () =>
    {
        try
        {
            return (await http.GetAsync(address)).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // Only at its end all that it wrote has been read.
            return program.HasEnded
                ? throw new InvalidOperationException($"{who} ended with exit code {await program.End()}. It wrote:\n{program.Output}")
                : false;
        }
    }, () => program.Output);
}
