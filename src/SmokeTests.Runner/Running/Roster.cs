using SmokeTests.Runner.History;
using SmokeTests.Runner.Settings;
using SmokeTests.Runner.Workers;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Running;

/// <summary>The suites of this runner with their checks: what loaded, and what did not and why.</summary>
internal sealed class Roster : IAsyncDisposable
{
    private readonly Dictionary<(string Suite, string Environment), Crew> crews = [];
    private readonly List<string> mistakes = [];
    private readonly List<Crew> all = [];

    private Roster() { }

    public Dictionary<string, Check> Checks { get; } = new(StringComparer.Ordinal);

    /// <summary>What did not load, a sentence each.</summary>
    public IReadOnlyList<string> Mistakes => mistakes;

    public IEnumerable<(string Suite, int? Process)> Workers => all.Select(c => (c.Suite.Name, c.ProcessId));

    public Crew CrewOf(Check check) => crews[(check.Suite, check.Environment)];

    /// <summary>The checks that this one depends on; one that depends on it in turn is left out, since neither could ask the other.</summary>
    public IEnumerable<Check> DependenciesOf(Check check) => Direct(check).Where(other => !Reaches(other, check, []));

    private IEnumerable<Check> Direct(Check check) =>
        Checks.Values.Where(other => other.Environment == check.Environment && check.DependsOn.Contains(other.Class));

    private bool Reaches(Check from, Check to, HashSet<string> seen) =>
        from.Id == to.Id || seen.Add(from.Id) && Direct(from).Any(next => Reaches(next, to, seen));

    /// <summary>Starts a worker for each suite in each environment. What cannot be started is a mistake; the rest goes on.</summary>
    public static async Task<Roster> Load(IReadOnlyList<string> paths, IReadOnlyList<string> environments, Post post, Shelf? shelf, TimeSpan? every, Func<Check, bool> chosen, TimeProvider time, ILogger log, CancellationToken cancel)
    {
        var roster = new Roster();
        var wanted = environments.Count == 0 ? [null] : environments.Cast<string?>().ToArray();
        var loads = from path in paths from environment in wanted select roster.Load(path, post with { Environment = environment }, shelf, every, chosen, time, log, cancel);
        await Task.WhenAll(loads);
        return roster;
    }

    /// <summary>Teams that own checks but are not in the settings.</summary>
    public IEnumerable<string> Unrouted(RunnerSettings settings) => Checks.Values
        .GroupBy(c => c.Team)
        .Where(g => g.Key is null || !settings.Teams.ContainsKey(g.Key))
        .Select(g => g.Key is null
            ? $"{g.Count()} checks have no [Team] ({g.First().FullName}, for one): the platform team is told of them"
            : $"team '{g.Key}' of {g.First().FullName} is not in the settings: add teams.{g.Key} with a route; until then it is told on the board");

    public async ValueTask DisposeAsync() => await Task.WhenAll(all.Select(async crew => await crew.DisposeAsync()));

    private async Task Load(string path, Post post, Shelf? shelf, TimeSpan? every, Func<Check, bool> chosen, TimeProvider time, ILogger log, CancellationToken cancel)
    {
        var (suite, mistake) = Suite.At(path);
        if (suite is null)
        {
            Mistake(mistake!);
            return;
        }
        var crew = new Crew(suite, post, shelf, time, log);
        lock (all)
            all.Add(crew);
        try
        {
            var hello = await crew.Start(cancel);
            lock (all)
                Take(path, suite, crew, hello, every, chosen);
        }
        catch (SuiteFailedException e)
        {
            Mistake(e.Message);
        }
    }

    private void Take(string path, Suite suite, Crew crew, Hello hello, TimeSpan? every, Func<Check, bool> chosen)
    {
        mistakes.AddRange(hello.Mistakes);
        if (hello.Checks.Count == 0)
            mistakes.Add($"{path}: holds no checks: it has no [Fact] or [Theory].");
        crews[(suite.Name, hello.Environment)] = crew;
        foreach (var check in hello.Checks.Where(f => f.RunsHere && f.Skip is null).Select(f => Check.From(f, suite.Name, hello.Environment, every)).Where(chosen))
            if (!Checks.TryAdd(check.Id, check))
                mistakes.Add($"{path}: the check {check.Id} is in another suite already.");
    }

    private void Mistake(string text)
    {
        lock (all)
            mistakes.Add(text);
    }
}
