using System.Collections.Frozen;
using System.Collections.Immutable;
using SmokeTests.Runner.Settings;
using SmokeTests.Runner.Workers;
using SmokeTests.Worker;

namespace SmokeTests.Runner.Running;

/// <summary>
/// The suites of this runner with their checks: what loaded, and what did not and why. A new version of a suite takes the
/// place of the old one at once and as a whole, and only when it has loaded.
/// </summary>
internal sealed class SuiteRegistry(SuiteRegistryOptions registryOptions, SharedWorkerServices sharedServices) : IAsyncDisposable
{
    private readonly Lock gate = new();

    /// <summary>By path. Written under the gate, as a whole: whoever reads it sees it as it was at one moment.</summary>
    private volatile ImmutableDictionary<string, Listing> listings = ImmutableDictionary.Create<string, Listing>(StringComparer.Ordinal);
    private readonly List<(SuiteWorkers SuiteWorkers, Task Left)> leaving = [];
    private FrozenDictionary<string, SuiteWorkers> workersOfSuites = FrozenDictionary<string, SuiteWorkers>.Empty;

    public FrozenDictionary<string, Check> Checks { get; private set; } = FrozenDictionary<string, Check>.Empty;

    /// <summary>Checks that never run as they stand, and why: <c>[Fact(Skip = "…")]</c>.</summary>
    public IReadOnlyList<(Check Check, string Why)> Skipped { get; private set; } = [];

    /// <summary>What did not load, a sentence each.</summary>
    public IReadOnlyList<string> Mistakes { get; private set; } = [];

    public IEnumerable<(string Suite, int Process)> Workers =>
        workersOfSuites.Values.Distinct().SelectMany(c => c.Processes.Select(p => (c.Suite.Name, p)));

    /// <summary>The folders of the copies that are in use.</summary>
    public IReadOnlyCollection<string> Copies =>
        [.. listings.Values.SelectMany(l => l.WorkersOfSuites).Select(c => c.Suite.Copy?.Folder).OfType<string>()];

    /// <summary>The folders that the suites run from.</summary>
    public IEnumerable<string> Folders => workersOfSuites.Values.Distinct().Select(c => c.Suite.Folder).Distinct();

    /// <summary>How long work waits for a thread in the busiest worker, in milliseconds.</summary>
    public double Wait => workersOfSuites.Count == 0 ? 0 : workersOfSuites.Values.Distinct().Max(c => c.Wait);

    /// <summary>Lets more or fewer runs begin at once, as this machine bears them, until it is stopped.</summary>
    public Task Adapt(CancellationToken stop) => sharedServices.Limits.Adapt(() => Wait, stop);

    /// <summary>Runs that wait for their turn.</summary>
    public int Waiting => workersOfSuites.Values.Distinct().Sum(c => c.Waiting);

    /// <summary>The workers that run the check; null when a new version of its suite has no such check any more.</summary>
    public SuiteWorkers? WorkersOf(Check check) => workersOfSuites.GetValueOrDefault(check.Id);

    /// <summary>Why the check does not run now although it is due, where that is on purpose.</summary>
    public string? PausedFor(Check check) =>
        WorkersOf(check) is { } suiteWorkers ? suiteWorkers.PausedFor(check) : "its suite is being loaded";

    /// <summary>
    /// The checks that this one depends on; one that depends on it in turn is left out, since neither could ask the other.
    /// </summary>
    public IEnumerable<Check> DependenciesOf(Check check) => Direct(check).Where(other => !Reaches(other, check, []));

    /// <summary>Starts a worker for each suite in each environment. What cannot be started is a mistake; the rest goes on.</summary>
    public Task Load() => Task.WhenAll(Places.Select(path => Load(path, VersionNow(path) ?? "")));

    /// <summary>
    /// Looks whether the settings have changed, or a suite's folder holds another version; when it has stood still for one look,
    /// it is taken up.
    /// </summary>
    /// <param name="changed">Called with what is new, what is gone, and what stays.</param>
    public async Task Watch(TimeSpan between, Func<CancellationToken, Task> changed, TimeProvider time, CancellationToken stop)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(between, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            registryOptions.Settings.Look();
            Leftovers.Sweep();
            foreach (var path in Places)
            {
                if (VersionNow(path) is not { } version || stop.IsCancellationRequested)
                    continue;
                var settled = seen.GetValueOrDefault(path) == version;
                seen[path] = version;
                if (!settled || listings.GetValueOrDefault(path)?.Version == version)
                    continue;
                await Load(path, version);
                await changed(stop);
            }
        }
    }

    /// <summary>Teams that own checks but are not in the settings.</summary>
    public IEnumerable<string> Unrouted(RunnerSettings settings) => Checks.Values
        .GroupBy(c => c.Team)
        .Where(g => g.Key is null || !settings.Teams.ContainsKey(g.Key))
        .Select(g => g.Key is null
            ? $"{g.Count()} checks have neither [Team] nor a team that owns their file in CODEOWNERS ({g.First().FullName}, for "
                + "one): the platform team is told of them"
            : $"team '{g.Key}' of {g.First().FullName} is not in the settings: add teams.{g.Key} with a route; until then it is told "
                + "on the board");

    public async ValueTask DisposeAsync()
    {
        (SuiteWorkers SuiteWorkers, Task Left)[] left;
        lock (gate)
            left = [.. leaving];
        await Task.WhenAll(listings.Values.SelectMany(l => l.WorkersOfSuites).Concat(left.Select(l => l.SuiteWorkers)).Distinct()
            .Select(c => c.DisposeAsync().AsTask()));
        await Task.WhenAll(left.Select(l => l.Left));
    }

    private IReadOnlyList<string> Places => [.. registryOptions.Paths.SelectMany(Suite.Places)];

    private IEnumerable<Check> Direct(Check check) =>
        check.DependsOn.Count == 0 ? []
        : Checks.Values.Where(other => other.Environment == check.Environment && check.DependsOn.Contains(other.Class));

    private bool Reaches(Check from, Check to, HashSet<string> seen) =>
        from.Id == to.Id || seen.Add(from.Id) && Direct(from).Any(next => Reaches(next, to, seen));

    /// <summary>
    /// The version that stands in a suite's folder, with the settings' own, whether or not it would load; null while that cannot
    /// be read.
    /// </summary>
    private string? VersionNow(string path)
    {
        try
        {
            var folder = Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
            return Directory.Exists(folder) ? $"{SuiteCopy.VersionOf(folder)} {registryOptions.Settings.Version}" : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is being written: the next look sees what became of it.
            return null;
        }
    }

    private async Task Load(string path, string version)
    {
        var before = listings.GetValueOrDefault(path);
        var next = await Read(path, version);
        // What does not load leaves the old one running, and says so.
        if (before is { WorkersOfSuites.Count: > 0 } && next.WorkersOfSuites.Count == 0)
            next = before with { Version = next.Version,
                Mistakes = [.. next.Mistakes.Select(m => $"{m} The version before it goes on running.")] };
        var places = Places;
        lock (gate)
        {
            var all = listings.SetItem(path, next);
            // A folder that held no suite, and now holds some.
            listings = all.RemoveRange(all.Where(l => l.Value.WorkersOfSuites.Count == 0 && !places.Contains(l.Key)).Select(l => l.Key));
            Publish();
        }
        foreach (var mistake in before is null ? [] : next.Mistakes)
            sharedServices.Log.LogError("{Mistake}", mistake);
        if (before is null || ReferenceEquals(before.WorkersOfSuites, next.WorkersOfSuites))
            return;
        sharedServices.Log.LogInformation("{Suite}: a new version is running, with {Count} checks", path, next.Checks.Count);
        lock (gate)
            leaving.AddRange(before.WorkersOfSuites.Select(c => (c, c.Leave())));
    }

    private async Task<Listing> Read(string path, string version)
    {
        var listing = new Listing(version, [], [], []);
        try
        {
            var (suite, mistake) = Suite.At(path);
            if (suite is null)
                return listing with { Mistakes = [mistake!] };
            if (registryOptions.Copies is { } copies)
                suite = SuiteCopy.Take(suite, copies);
            var environments = registryOptions.Environments.Count == 0 ? [null] : registryOptions.Environments.Cast<string?>().ToArray();
            return await Start(suite, path, environments, listing);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return listing with { Mistakes = [$"{path}: {e.Message}"] };
        }
    }

    private async Task<Listing> Start(Suite suite, string path, IReadOnlyList<string?> environments, Listing listing)
    {
        foreach (var (suiteWorkers, hello, mistake) in await Task.WhenAll(environments.Select(e => Start(suite, e))))
            listing = hello is null ? listing with { Mistakes = [.. listing.Mistakes, mistake!] }
                : listing.With(suiteWorkers, hello, [.. hello.Checks.Where(f => f.RunsHere)
                    .Select(f => (FoundCheck.Read(f, suite.Name, hello.Environment, registryOptions.Every,
                        registryOptions.Settings.Now), f.Skip))
                        .Where(f => registryOptions.Selector.Selects(f.Item1, registryOptions.Settings.Now.TeamOf(f.Item1.Team).Name))]);
        return listing.WorkersOfSuites.Count == 0 || listing.HasAny ? listing
            : listing with { Mistakes = [.. listing.Mistakes, $"{path}: holds no checks: it has no [Fact] or [Theory]."] };
    }

    private async Task<(SuiteWorkers SuiteWorkers, Hello? Hello, string? Mistake)> Start(Suite suite, string? environment)
    {
        var suiteWorkers = new SuiteWorkers(suite,
            registryOptions.Post with { Environment = environment, WorkerLimits = registryOptions.Settings.Now.WorkerLimits },
            sharedServices);
        try
        {
            return (suiteWorkers, await suiteWorkers.Start(), null);
        }
        catch (SuiteFailedException e)
        {
            await suiteWorkers.DisposeAsync();
            return (suiteWorkers, null, e.Message);
        }
    }

    /// <summary>Called under the gate: everybody sees the new checks with the new workers, or the old with the old.</summary>
    private void Publish()
    {
        var checks = new Dictionary<string, Check>(StringComparer.Ordinal);
        var workers = new Dictionary<string, SuiteWorkers>(StringComparer.Ordinal);
        var mistakes = new List<string>();
        Skipped = [.. listings.Values.SelectMany(l => l.Skipped)];
        foreach (var (path, listing) in listings.OrderBy(l => l.Key, StringComparer.Ordinal))
        {
            mistakes.AddRange(listing.Mistakes);
            foreach (var (check, suiteWorkers) in listing.Checks)
                if (checks.TryAdd(check.Id, check))
                    workers.Add(check.Id, suiteWorkers);
                else
                    mistakes.Add($"{path}: the check {check.Id} is in another suite already.");
        }
        workersOfSuites = workers.ToFrozenDictionary(StringComparer.Ordinal);
        Checks = checks.ToFrozenDictionary(StringComparer.Ordinal);
        Mistakes = mistakes;
    }

    /// <summary>A version of a suite, with what came of it.</summary>
    private sealed record Listing(string Version, IReadOnlyList<SuiteWorkers> WorkersOfSuites,
        IReadOnlyList<(Check Check, SuiteWorkers SuiteWorkers)> Checks, IReadOnlyList<string> Mistakes)
    {
        /// <summary>Whether the suite holds checks at all, also such as are not meant for here.</summary>
        public bool HasAny { get; private init; }

        public IReadOnlyList<(Check Check, string Why)> Skipped { get; private init; } = [];

        public Listing With(SuiteWorkers suiteWorkers, Hello hello, IReadOnlyList<(Check Check, string? Skip)> checks) =>
            new(Version, [.. WorkersOfSuites, suiteWorkers],
                [.. Checks, .. checks.Where(c => c.Skip is null).Select(c => (c.Check, suiteWorkers))], [.. Mistakes, .. hello.Mistakes])
            {
                HasAny = HasAny || hello.Checks.Count > 0,
                Skipped = [.. Skipped, .. checks.Where(c => c.Skip is not null).Select(c => (c.Check, c.Skip!))],
            };
    }
}
