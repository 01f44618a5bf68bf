using System.Data.Common;
using SmokeTests.Runner.Routes;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Runner.Settings;
using SmokeTests.Runner.Workers;
using SmokeTests.Settings;
using Spectre.Console;
using SmokeTests.Runner.Hosting;
using SmokeTests.Runner.SelfMonitoring;

namespace SmokeTests.Runner.Cli;

/// <summary>
/// <c>smoke doctor SUITE</c>: looks at everything that a runner needs, changes nothing, tells nobody, and says for each
/// thing that is wrong what to do.
/// </summary>
internal static class DoctorCommand
{
    private const long LeastSpace = 1L << 30;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MostDrift = TimeSpan.FromSeconds(30);

    public static async Task<int> Run(SuiteChoice choice, string data, CancellationToken cancel)
    {
        var time = TimeProvider.System;
        var file = choice.ReadSettings();
        var settings = RunnerSettings.Read(file);
        var suites = choice.Suites.SelectMany(Suite.Places).Select(Suite.At).ToArray();
        using var http = new HttpClient { Timeout = Patience };
        using var outgoing = OutgoingHttp.Create();
        var (sites, clock) = await Sites(file, http, time, cancel);
        Finding[] findings =
        [
            .. Settings(file), .. Secrets(file), .. Suites(suites), .. Browser(suites, file), .. sites, clock,
            .. await Routes(settings, new WebhookClient(outgoing, "http://localhost", time), cancel),
            .. Database(settings.Database, data), Disk(data),
        ];
        foreach (var (good, what, next) in findings)
        {
            AnsiConsole.MarkupLineInterpolated(good ? (FormattableString)$"[green]✓[/] {what}" : $"[red]✗[/] {what}");
            if (next is not null)
                AnsiConsole.MarkupLineInterpolated($"    {next}");
        }
        var bad = findings.Count(f => !f.Good);
        AnsiConsole.MarkupLineInterpolated($"{(bad == 0 ? "All is well." : $"{bad} of {findings.Length} checks failed.")}");
        return bad == 0 ? ExitCode.Passed : ExitCode.Broken;
    }

    private static IEnumerable<Finding> Settings(SettingsFile file) =>
        file.Mistakes.Count == 0 ? [new(true, $"settings: {file.Path}")] : file.Mistakes.Select(m => new Finding(false, $"settings: {m}"));

    /// <summary>Every variable that a text names without a default.</summary>
    private static IEnumerable<Finding> Secrets(SettingsFile file)
    {
        var named = SettingsFile.Named(file.Root).Where(v => v.IsNeeded).Select(v => v.Name).ToArray();
        var missing = named.Where(n => file.Value(n) is null).ToArray();
        return missing.Length == 0 ? [new(true, $"secrets: {named.Length} variables are named, and all are there")]
            : missing.Select(n => new Finding(false, $"secrets: {n} is not set",
                $"Set {n}, or {n}{SettingsFile.FileSuffix} to a file that holds it, or mount it as /run/secrets/{n}."));
    }

    private static IEnumerable<Finding> Suites((Suite? Suite, string? Mistake)[] suites) =>
        suites.Select(found => found.Suite is { } suite ? new Finding(true, $"suite: {suite.Path}")
            : new Finding(false, $"suite: {found.Mistake}"));

    private static IEnumerable<Finding> Browser((Suite? Suite, string? Mistake)[] suites, SettingsFile file)
    {
        if (!suites.Any(s => s.Suite is { } suite && File.Exists(Path.Combine(suite.Folder, "Microsoft.Playwright.dll"))))
            yield break;
        var named = (file.Object(file.Root, "", "browser") is { } browser ? file.Text(browser, "browser", "path")?.Value : null)
            ?? Environment.GetEnvironmentVariable("SMOKETESTS_CHROMIUM");
        if (named is { Length: > 0 })
            yield return File.Exists(named) ? new(true, $"browser: {named}")
                : new(false, $"browser: there is none at {named}", "Mend \"browser.path\" or SMOKETESTS_CHROMIUM.");
        else
            yield return new(true, "browser: none is named; suites look among Playwright's and this system's own",
                "smoke browsers install SUITE downloads one.");
    }

    private static async Task<(List<Finding> Sites, Finding Clock)> Sites(SettingsFile file, HttpClient http, TimeProvider time,
        CancellationToken cancel)
    {
        var (findings, drifts) = (new List<Finding>(), new List<TimeSpan>());
        foreach (var (name, key, node) in file.Members(file.Root, "", "environments"))
            if (Uri.TryCreate(file.Text(node, key, "site")?.Value, UriKind.Absolute, out var written))
            {
                var site = BasicLogIn.Without(written);
                try
                {
                    using var request = new HttpRequestMessage(HttpMethod.Get, site);
                    request.Headers.Authorization = BasicLogIn.In(written)?.Header;
                    using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
                    if (answer.Headers.Date is { } there)
                        drifts.Add(time.GetUtcNow() - there);
                    findings.Add(new((int)answer.StatusCode < 500, $"site of {name}: {site} answers {(int)answer.StatusCode}"));
                }
                catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancel.IsCancellationRequested)
                {
                    findings.Add(new(false, $"site of {name}: {site} does not answer: {e.Message}",
                        "Is the address right, and may this machine reach it?"));
                }
            }
        var drift = drifts.Count == 0 ? TimeSpan.Zero : drifts.Order().ElementAt(drifts.Count / 2);
        return (findings, drifts.Count == 0 ? new(true, "clock: no site told the time to compare with")
            : drift.Duration() < MostDrift ? new(true, "clock: as the sites have it")
            : new(false,
                $"clock: {Interval.Write(TimeSpan.FromSeconds(Math.Round(drift.Duration().TotalSeconds)))} "
                    + $"{(drift > TimeSpan.Zero ? "ahead of" : "behind")} the sites",
                "Set it by NTP: schedules and incidents go by it."));
    }

    private static async Task<IEnumerable<Finding>> Routes(RunnerSettings settings, WebhookClient post,
        CancellationToken cancel) =>
        (await SelfTest.Ask(settings, post, cancel)).Select(asked => asked.Why is null
            ? new Finding(true, $"route: {asked.Key} takes messages")
            : new Finding(false, $"route: {asked.Key}: {asked.Why}",
                "Mend it in the settings, or try again later; nothing was sent. smoke drill TEAM sends a message that people see."));

    private static IEnumerable<Finding> Database(string? database, string data)
    {
        var place = database ?? DataFolder.History(data);
        if (database is null && !File.Exists(place))
            return [new(true, $"history: {Path.GetFullPath(place)} is made at the first start")];
        try
        {
            using var dialect = Dialect.For(place);
            var behind = dialect.Behind();
            return [new(true, $"history: {(database is null ? Path.GetFullPath(place) : "PostgreSQL")} "
                + $"opens{(behind == 0 ? "" : $", and the next start brings it forward by {behind} steps")}")];
        }
        catch (Exception e) when (e is DbException or HistoryException or IOException or ArgumentException)
        {
            return [new(false, $"history: cannot be opened: {e.Message}",
                database is null ? "Choose another folder with --data." : "Look at \"history.database\".")];
        }
    }

    private static Finding Disk(string data)
    {
        var folder = new DirectoryInfo(Path.GetFullPath(data));
        while (!folder.Exists && folder.Parent is not null)
            folder = folder.Parent;
        try
        {
            var probe = Path.Combine(folder.FullName, $".doctor-{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(false, $"disk: {folder.FullName} cannot be written to: {e.Message}",
                "Let the runner's user write there, or choose another folder with --data.");
        }
        var free = new DriveInfo(folder.FullName).AvailableFreeSpace;
        return free >= LeastSpace ? new(true, $"disk: {free >> 30:N0} GB are free in {folder.FullName}")
            : new(false, $"disk: {free >> 20:N0} MB are free in {folder.FullName}",
                "Give it 1 GB: on a full disk evidence is no longer kept, then history.");
    }

    /// <param name="Next">What to do, or to know.</param>
    private sealed record Finding(bool Good, string What, string? Next = null);
}
