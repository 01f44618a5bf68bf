using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Settings;
using SmokeTests.Runner.Workers;
using SmokeTests.Settings;

namespace SmokeTests.Runner.Hosting;

/// <summary>What all commands take: suites, environments, settings, a selector.</summary>
internal sealed record SuiteChoice(IReadOnlyList<string> Suites, IReadOnlyList<string> Environments, string? SettingsFile,
    CheckSelector Selector)
{
    /// <summary>The data folder, whole; null where the command has none.</summary>
    public string? Data { get; init; }

    /// <summary>Null: those alone that a selector chooses without naming others.</summary>
    public ExplicitChecks? Explicit { get; init; }

    /// <summary>Whether the check is not run, though it was chosen, since nobody asked for what is explicit.</summary>
    public bool LeavesOut(Check check, IEnumerable<Check> chosen) =>
        (Explicit ?? (!Selector.IsEverything && chosen.All(c => c.IsExplicit) ? ExplicitChecks.On : ExplicitChecks.Off)) switch
    {
        ExplicitChecks.On => false,
        ExplicitChecks.Only => !check.IsExplicit,
        _ => check.IsExplicit,
    };

    /// <summary>Where its workers stand; by default they keep what they owe beside the user's other data.</summary>
    public WorkerOptions Post(string? debts = null, Action? debtsChanged = null) =>
        new(null, SettingsFile, debts, debtsChanged ?? (() => { }));

    /// <summary>The settings with every mistake told; null when there is one.</summary>
    public RunnerSettings? Settings() => Settings(ReadSettings());

    public static RunnerSettings? Settings(SettingsFile file)
    {
        var settings = RunnerSettings.Read(file);
        foreach (var mistake in file.Mistakes)
            Console.Error.WriteLine(mistake);
        return file.Mistakes.Count == 0 ? settings : null;
    }

    /// <summary>A roster for a command that ends when it is done: suites run where they are.</summary>
    public async Task<SuiteRegistry> Muster(EvidenceStore? evidenceStore, TimeProvider time, ILogger log)
    {
        // What is wrong with the settings each worker says.
        var settings = RunnerSettings.Read(ReadSettings());
        var crashCorrelator = new CrashCorrelator(time);
        var sharedServices = new SharedWorkerServices(new ConcurrencyLimits(settings.PerHost, time), crashCorrelator, evidenceStore,
            ShardOwnership.Alone, time, log);
        var suiteRegistry = new SuiteRegistry(
            new SuiteRegistryOptions(Suites, Environments,
                Post(Data is null ? null : DataFolder.Debts(Data)) with { WorkerLimits = settings.WorkerLimits }, null, null, Selector,
                settings), sharedServices);
        await suiteRegistry.Load();
        return suiteRegistry;
    }

    /// <summary>The file that was named; otherwise the one beside the first suite that is there.</summary>
    public SettingsFile ReadSettings()
    {
        var folder = Suites.SelectMany(Suite.Places).Select(Suite.At).FirstOrDefault(s => s.Suite is not null).Suite?.Folder ?? ".";
        return SmokeTests.Settings.SettingsFile.Load(SettingsFile ?? Path.Combine(folder, SmokeTests.Settings.SettingsFile.Name),
            SmokeTests.Settings.SettingsFile.Variables());
    }
}
