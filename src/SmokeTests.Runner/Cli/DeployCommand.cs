using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using SmokeTests.Runner.Board;
using Spectre.Console;

namespace SmokeTests.Runner.Cli;

/// <summary><c>smoke deploy mark --board ADDRESS</c>: a pipeline tells a runner elsewhere of a deploy, and waits for what its checks say.</summary>
internal static class DeployCommand
{
    public const string TokenVariable = "SMOKE_TOKEN";
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public static async Task<int> Mark(Uri board, DeployMark mark, CancellationToken cancel)
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(board, "/api/deploys")) { Content = JsonContent.Create(mark, options: Web) };
        if (Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        else
            return Fail($"The board's token is missing. Put what stands in the runner's \"api\": {{ \"token\": … }} into the environment variable {TokenVariable}.");
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            if (!answer.IsSuccessStatusCode)
                return Fail($"{board} answered {(int)answer.StatusCode}: {await Detail(answer, cancel)}");
            if (mark.Runs is not > 0)
            {
                Console.WriteLine($"{mark.Service} {mark.Version} is marked.");
                return ExitCode.Passed;
            }
            return await Follow(answer, cancel);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            return Fail($"{board} cannot be asked: {e.Message}");
        }
    }

    private static async Task<int> Follow(HttpResponseMessage answer, CancellationToken cancel)
    {
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancel));
        while (await lines.ReadLineAsync(cancel) is { } line)
        {
            if (!line.Contains("\"check\":", StringComparison.Ordinal))
                return Conclude(JsonSerializer.Deserialize<DeployVerdict>(line, Web)!);
            var one = JsonSerializer.Deserialize<DeployLine>(line, Web)!;
            var (sign, colour) = one.Outcome switch { "Passed" => ("✓", "green"), "Slow" => ("!", "yellow"), "Failed" => ("✗", "red"), _ => ("?", "grey") };
            AnsiConsole.MarkupLineInterpolated($"[{colour}]{sign}[/] {one.Name} in {one.Environment}  [grey]{Interval.Write(TimeSpan.FromMilliseconds(one.Ms))}  {one.Team}[/]{(one.Message is null ? "" : $"  {one.Message}")}");
        }
        return Fail("The runner ended before its checks did.");
    }

    private static int Conclude(DeployVerdict verdict)
    {
        Console.WriteLine($"\n{verdict.Passed} passed, {verdict.Failed} failed, {verdict.Broken} broken");
        return verdict.Failed > 0 ? ExitCode.Failed : verdict.Broken > 0 || verdict.Passed == 0 ? ExitCode.Broken : ExitCode.Passed;
    }

    private static async Task<string> Detail(HttpResponseMessage answer, CancellationToken cancel)
    {
        var text = await answer.Content.ReadAsStringAsync(cancel);
        try
        {
            using var problem = JsonDocument.Parse(text);
            return problem.RootElement.TryGetProperty("detail", out var detail) ? $"{detail}" : text;
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private static int Fail(string why)
    {
        Console.Error.WriteLine(why);
        return ExitCode.Broken;
    }
}
