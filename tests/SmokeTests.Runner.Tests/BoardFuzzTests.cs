using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Tests;

/// <summary>
/// Whatever anybody sends to whichever route: an answer below 500, nothing that nobody caught, and a runner that goes on and
/// starts again. A route that is new is among them by itself. <c>SMOKETESTS_FUZZ=20000</c> tries as many requests, other ones each time.
/// </summary>
public abstract partial class BoardFuzzTests : IDisposable
{
    private const string Variable = "SMOKETESTS_FUZZ";
    private const int Usual = 1_200;
    private readonly string folder = Directory.CreateTempSubdirectory("smoke-board-").FullName;

    private protected string Folder => folder;

    private protected abstract string Place { get; }

    public virtual void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Whatever_is_sent_is_answered()
    {
        var faults = new List<string>();
        await using (var runner = await RunnerUnderTest.Start(Place, folder))
        {
            using var beating = new Timer(_ => runner.Get<ChangeSignal>().Signal(), null, 0, 20);
            await runner.Fill();
            await Look(runner, faults);
            faults.Should().BeEmpty("that is how it begins");
            await Try(runner, faults);
            await Look(runner, faults);
            runner.Running.IsCompleted.Should().BeFalse("the runner goes on");
        }
        await using (var again = await RunnerUnderTest.Start(Place, folder))
        {
            using var beating = new Timer(_ => again.Get<ChangeSignal>().Signal(), null, 0, 20);
            await Look(again, faults);
            again.Running.IsCompleted.Should().BeFalse("it starts again");
        }
        string.Join("\n", faults).Should().BeEmpty();
    }

    private static async Task Try(RunnerUnderTest runner, List<string> faults)
    {
        var isFixed = Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 };
        var tries = isFixed ? Usual : int.Parse(Environment.GetEnvironmentVariable(Variable)!, CultureInfo.InvariantCulture);
        var chance = new PCG(1, isFixed ? 20 : (ulong)Random.Shared.NextInt64());
        var pieces = await Pieces(runner);
        var routes = runner.Routes.Select(r => (Route: r.RoutePattern.RawText, Requests: AnyRequest.Of(r, pieces))).ToArray();
        runner.Log.Forget();
        var statuses = new SortedDictionary<int, int>();
        for (var n = 0; n < tries && faults.Count < 20; n++)
        {
            var (route, requests) = routes[n % routes.Length];
            var request = requests.Generate(chance, null, out _);
            var answer = await RawClient.Send(runner.Address, request.Bytes(), request.IsCut, TestContext.Current.CancellationToken);
            statuses[answer.Status] = statuses.GetValueOrDefault(answer.Status) + 1;
            var stacks = runner.Log.Stacks;
            if (answer.Status == 0 && !request.IsCut || answer.Status >= 500 || stacks.Count > 0)
                faults.Add($"{route}, request {n}: {answer.Status} {Short(Encoding.UTF8.GetString(request.Bytes()), 700)}\n"
                    + $"=> {Short(answer.Text, 150)}\n"
                    + $"{string.Join('\n', stacks.Select(s => Short($"{s}", 700)))}\n");
            runner.Log.Forget();
        }
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join(", ", statuses.Select(s => $"{s.Key}: {s.Value}")));
    }

    /// <summary>Every page that can be looked at answers, and what is known is shown.</summary>
    private static async Task Look(RunnerUnderTest runner, List<string> faults)
    {
        var pages = runner.Routes.Where(r => r.RoutePattern.Parameters.Count == 0
            && r.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") != false).Select(r => r.RoutePattern.RawText!)
            .Concat([$"/checks/{RunnerUnderTest.Check}", $"/checks/{RunnerUnderTest.Located}", "/teams/storefront", "/incidents/1",
                $"/api/checks/{RunnerUnderTest.Located}/runs", $"/api/checks/{RunnerUnderTest.Located}/uptime"]).Distinct();
        foreach (var page in pages)
        {
            var answer = await runner.Get(page, $"Authorization: Bearer {RunnerUnderTest.Token}");
            if (answer.Status is 0 or >= 400 && page != "/_framework/opaque-redirect")
                faults.Add($"{page}: {Short(answer.Text, 2_000)}");
        }
        faults.AddRange(runner.Log.Stacks.Select(s => Short($"{s}", 2_000)));
    }

    private static async Task<Pieces> Pieces(RunnerUnderTest runner)
    {
        var (fields, queries) =
            (new SortedSet<string>(StringComparer.Ordinal),
                new SortedSet<string>(["page", "over", "environment", "wrong", "done", "failed", "to"], StringComparer.Ordinal));
        foreach (var page in new[] { "/signin", "/silences", "/incidents/1", "/signout", "/notifications",
            $"/checks/{RunnerUnderTest.Check}", "/teams/storefront", "/", runner.Act })
        {
            var text = (await runner.Get(page, "X-Forwarded-User: grace")).Text;
            fields.UnionWith(Names().Matches(text).Select(m => m.Groups[1].Value));
            queries.UnionWith(Queries().Matches(text).Select(m => m.Groups[1].Value));
        }
        // The names by which the API's routes read their queries.
        queries.UnionWith(runner.Routes.SelectMany(r => r.Metadata.GetOrderedMetadata<IParameterBindingMetadata>())
            .Where(p => p.ParameterInfo.ParameterType.IsValueType || p.ParameterInfo.ParameterType == typeof(string)).Select(p => p.Name));
        fields.Should().Contain(["on", "for", "why", "what", "by", "text", "name", "password", "to", "__RequestVerificationToken"]);
        queries.Should().Contain(["limit", "skip", "team", "colour", "over"]);
        var (session, token) = await SignIn(runner);
        var run = runner.HistoryStore.LastRun(RunnerUnderTest.Check)!.Id;
        var values = new Dictionary<string, string>
        {
            ["id"] = "1", ["checks/id"] = RunnerUnderTest.Check, ["api/id"] = RunnerUnderTest.Check, ["runs/id"] = run,
                ["teams/name"] = "storefront", ["board/name"] = "board.css", ["runs/name"] = "page.html", ["group"] = "Ordering",
            ["ids"] = "1", ["signature"] = runner.Act.Split('/')[^1], ["on"] = "nothing", ["for"] = "30m", ["what"] = "acknowledge",
                ["to"] = "/", ["name"] = "ada", ["password"] = RunnerUnderTest.Password, ["__RequestVerificationToken"] = token,
        };
        // Whoever signs out has a session of her own, or all that comes after it would be refused.
        return new Pieces(runner.Address.Authority, values, session, (await SignIn(runner)).Session, [.. queries], [.. fields]);
    }

    private static string Act(RunnerUnderTest runner) => $"/act/1/{runner.Get<LinkSigner>().Sign("act 1")}";

    private static async Task<(string Session, string Token)> SignIn(RunnerUnderTest runner)
    {
        var (answer, cookie) = await runner.SignIn("ada", RunnerUnderTest.Password);
        answer.Status.Should().Be(302);
        var session = string.Join("; ", answer.Cookies.Append(cookie));
        return (session, RunnerUnderTest.FormToken((await runner.Get("/silences", $"Cookie: {session}")).Text));
    }

    private static string Short(string text, int most) => text.Length <= most ? text : $"{text[..(most / 2)]} … {text[^(most / 2)..]}";

    [GeneratedRegex(@"\sname=""([^""]+)""")]
    private static partial Regex Names();

    [GeneratedRegex(@"[?&;]([a-z]+)=")]
    private static partial Regex Queries();
}

/// <summary>With its history in a file.</summary>
public sealed class SqliteBoardFuzzTests : BoardFuzzTests
{
    private protected override string Place => Path.Combine(Folder, "smoke.db");
}

/// <summary>With its history in PostgreSQL.</summary>
public sealed class PostgresBoardFuzzTests : BoardFuzzTests
{
    private readonly TestDatabase database = new();

    private protected override string Place => database.Connection;

    public override void Dispose()
    {
        base.Dispose();
        database.Dispose();
    }
}
