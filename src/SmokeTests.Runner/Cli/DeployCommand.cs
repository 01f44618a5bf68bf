using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SmokeTests.Runner.Board;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Runner.Routes;
using Spectre.Console;

namespace SmokeTests.Runner.Cli;

/// <summary>
/// <c>smoke deploy mark --board ADDRESS</c>: a pipeline tells a runner elsewhere of a deploy, and waits for what its checks say.
/// </summary>
internal static class DeployCommand
{
    public const string TokenVariable = "SMOKE_TOKEN";
    private const int MostQuoted = 200;

    /// <summary>A deploy that is only noted is noted at once; the first check that runs may take its time.</summary>
    private static readonly TimeSpan NotingLimit = TimeSpan.FromSeconds(30);

    /// <summary>No check may take longer, whatever it waits for.</summary>
    private static readonly TimeSpan BetweenLines = TimeSpan.FromMinutes(30);
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public static async Task<int> Mark(Uri board, DeployMark mark, CancellationToken cancel)
    {
        using var http = OutgoingHttp.Create();
        using var request = new HttpRequestMessage(HttpMethod.Post,
            new Uri(board, "/api/deploys")) { Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(mark, Web)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        else
            return ExitCode.Refuse(
                "The board's token is missing. Put what stands in the runner's \"api\": { \"token\": … } into the environment "
                    + $"variable {TokenVariable}.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(mark.Runs is > 0 ? BetweenLines : NotingLimit);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (!answer.IsSuccessStatusCode)
                return ExitCode.Refuse($"{board} answered {(int)answer.StatusCode}: {await Detail(answer, limit.Token)}");
            return mark.Runs is > 0 ? await Follow(board, answer, limit)
                : Noted(board, mark, await BoundedAnswer.Read(answer, limit.Token));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return ExitCode.Refuse($"{board} did not answer in time.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or FormatException)
        {
            return ExitCode.Refuse($"{board} cannot be asked: {e.Message}");
        }
    }

    /// <summary>A portal or a proxy answers 200 as well: the deploy is noted when the board says its number.</summary>
    private static int Noted(Uri board, DeployMark mark, string body)
    {
        if (Read<DeployNoted>(body) is not { Id: > 0 })
            return ExitCode.Refuse($"{board} {TrueAnswer.Foreign(body, "the deploy's number").Why} The deploy is not noted.");
        Console.WriteLine($"{mark.Service} {mark.Version} is marked.");
        return ExitCode.Passed;
    }

    private static async Task<int> Follow(Uri board, HttpResponseMessage answer, CancellationTokenSource limit)
    {
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(limit.Token), Encoding.UTF8);
        while (await BoundedLine.Read(lines, limit.Token) is { } line)
        {
            limit.CancelAfter(BetweenLines);
            if (Read<DeployLine>(line) is { Check: not null, Outcome: not null } one)
                Tell(one);
            else if (Read<DeployVerdict>(line) is { } verdict && line.Contains("\"passed\":", StringComparison.Ordinal))
                return Conclude(verdict);
            else
                return ExitCode.Refuse($"{board} {TrueAnswer.Foreign(line, "a line for each check").Why}");
        }
        return ExitCode.Refuse("The runner ended before its checks did.");
    }

    private static void Tell(DeployLine one)
    {
        var (sign, colour) = one.Outcome switch { "Passed" => ("✓", "green"), "Slow" => ("!", "yellow"), "Failed" => ("✗", "red"), _ =>
            ("?", "grey") };
        AnsiConsole.MarkupLineInterpolated(
            $"[{colour}]{sign}[/] {one.Name} in {one.Environment}  [grey]{
                Interval.Write(TimeSpan.FromMilliseconds(Math.Clamp(one.Ms, 0, int.MaxValue)))}  {one.Team}[/]{
                (one.Message is null ? "" : $"  {one.Message}")}");
    }

    private static int Conclude(DeployVerdict verdict)
    {
        Console.WriteLine($"\n{verdict.Passed} passed, {verdict.Failed} failed, {verdict.Broken} broken");
        return verdict.Failed > 0 ? ExitCode.Failed : verdict.Broken > 0 || verdict.Passed == 0 ? ExitCode.Broken : ExitCode.Passed;
    }

    private static async Task<string> Detail(HttpResponseMessage answer, CancellationToken cancel)
    {
        if (answer.Headers.Location is { } location)
            return $"that leads to {location}, and a deploy follows no redirect. Set --board to the address that takes it.";
        var text = await BoundedAnswer.Read(answer, cancel);
        return Read<DeployProblem>(text)?.Detail ?? MessageText.Short(text, MostQuoted);
    }

    /// <summary>Null where it is nothing of the kind.</summary>
    private static T? Read<T>(string text) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record DeployNoted(long Id);

    private sealed record DeployProblem(string? Detail);
}
