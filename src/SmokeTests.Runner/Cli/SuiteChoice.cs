using System.Text.RegularExpressions;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Nodes;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Settings;
using SmokeTests.Runner.Workers;
using SmokeTests.Settings;

namespace SmokeTests.Runner.Cli;

/// <summary>Which checks <c>smoke run</c> takes of those that are explicit: what xunit's own option of this name says.</summary>
internal enum ExplicitChecks
{
    /// <summary>None.</summary>
    Off,

    /// <summary>All of them, beside the others.</summary>
    On,

    /// <summary>Nothing else.</summary>
    Only,
}

/// <summary>What all commands take: suites, environments, settings, a filter.</summary>
internal sealed record SuiteChoice(IReadOnlyList<string> Suites, IReadOnlyList<string> Environments, string? SettingsFile, Filter Filter)
{
    /// <summary>The data folder, whole; null where the command has none.</summary>
    public string? Data { get; init; }

    /// <summary>Null: those alone that a filter names without naming others.</summary>
    public ExplicitChecks? Explicit { get; init; }

    /// <summary>Whether the check is not run, though it was chosen, since nobody asked for what is explicit.</summary>
    public bool LeavesOut(Check check, IEnumerable<Check> chosen) => (Explicit ?? (Filter.Terms.Count > 0 && chosen.All(c => c.IsExplicit) ? ExplicitChecks.On : ExplicitChecks.Off)) switch
    {
        ExplicitChecks.On => false,
        ExplicitChecks.Only => !check.IsExplicit,
        _ => check.IsExplicit,
    };

    /// <summary>Where its workers stand; by default they keep what they owe beside the user's other data.</summary>
    public Post Post(string? debts = null, Action? debtsChanged = null) => new(null, SettingsFile, debts, debtsChanged ?? (() => { }));

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
    public async Task<Roster> Muster(Shelf? shelf, TimeProvider time, ILogger log)
    {
        // What is wrong with the settings each worker says.
        var settings = RunnerSettings.Read(ReadSettings());
        var census = new Census(time);
        var household = new Household(new Limits(settings.PerHost, time), census, shelf, Holdings.Alone, time, log);
        var roster = new Roster(new Muster(Suites, Environments, Post(Data is null ? null : DataFolder.Debts(Data)) with { Allowance = settings.Allowance }, null, null, Filter.Fits, settings), household);
        await roster.Load();
        return roster;
    }

    /// <summary>The file that was named; otherwise the one beside the first suite that is there.</summary>
    public SettingsFile ReadSettings()
    {
        var folder = Suites.SelectMany(Suite.Places).Select(Suite.At).FirstOrDefault(s => s.Suite is not null).Suite?.Folder ?? ".";
        return SmokeTests.Settings.SettingsFile.Load(SettingsFile ?? Path.Combine(folder, SmokeTests.Settings.SettingsFile.Name), SmokeTests.Settings.SettingsFile.Variables());
    }
}

/// <summary>Which checks: <c>team=storefront</c>, <c>class=SigningIn</c>, or a part of the name. Several are joined by "or".</summary>
internal sealed partial record Filter(IReadOnlyList<string> Terms)
{
    public bool Fits(Check check) => Terms.Count == 0
        || Terms.Any(term => Fits(check, term) || check.FullName.Contains(term, StringComparison.OrdinalIgnoreCase));

    private static bool Fits(Check check, string term) => term.Split('=', 2) switch
    {
        ["team", var team] => Same(check.Team, team),
        ["class", var name] => Same(check.Group, name) || Same(check.Class, name),
        ["environment", var name] => Same(check.Environment, name),
        _ => check.Id.Contains(term, StringComparison.OrdinalIgnoreCase) || IsNamed(check, term),
    };

    /// <summary>
    /// The name as it is shown, or as xunit writes it (<c>Shop.Searching.Finds_a_book(word: "dune")</c>), however it came through a
    /// shell or a table: without its quotes, or broken into lines.
    /// </summary>
    private static bool IsNamed(Check check, string term) => Bare(term) is { Length: > 0 } bare
        && (Bare(check.FullName).Contains(bare, StringComparison.OrdinalIgnoreCase)
        || Bare($"{check.Class}.{check.Name}").Contains(bare, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Without what shells and tables take away or add: quotes and backslashes. White space of any kind is one blank, as is what stands
    /// for it in a method's name; none stands before arguments, as xunit writes them.
    /// </summary>
    private static string Bare(string text) =>
        Blanks().Replace(Quotes().Replace(text, ""), " ").Replace(" (", "(", StringComparison.Ordinal).Trim();

    [GeneratedRegex(@"[""'\\]")]
    private static partial Regex Quotes();

    [GeneratedRegex(@"[\s_]+")]
    private static partial Regex Blanks();

    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What a script goes by.</summary>
internal static class ExitCode
{
    public const int Passed = 0;
    public const int Failed = 1;
    public const int Broken = 2;

    /// <summary>A command that cannot do what it was asked for says why.</summary>
    public static int Refuse(string why)
    {
        Console.Error.WriteLine(why);
        return Broken;
    }
}
