using System.Globalization;
using System.Text;
using SmokeTests.Cleanup;

namespace SmokeTests.Monitoring.Messages;

/// <summary>
/// The words of every message, in the one order: what broke, the step, expected and actual, since when and how often, then links.
/// </summary>
internal static class MessageTemplates
{
    public static Message Opened(IncidentOpened decision, Check check, Run run, string team, string board) => new("opened",
        decision.Fault == Fault.Monitor ? $"⚠ Cannot check \"{check.FullName}\" in {check.Environment} ({team})"
        : decision.NeverPassed ? $"✗ New check \"{check.FullName}\" has not passed yet in {check.Environment} ({team})"
        : $"✗ \"{check.FullName}\" is broken in {check.Environment} ({team})",
        [.. About(run), new Fact("Since", $"{At(decision.Since)}, {HowOften(decision)}")],
        Links(check, run, board)) { Subject = check.FullName };

    public static Message Flaps(IncidentFlaps decision, Check check, Run run, string team, string board) => new("flapping",
        $"✗ \"{check.FullName}\" comes and goes in {check.Environment} ({team})",
        [new Fact("What", $"{decision.Changes} changes in {decision.Of} runs: the incident stays open until it is steady"),
            new Fact("Since", At(decision.Incident.OpenedAt))], Links(check, run, board)) { Subject = check.FullName };

    public static Message Resolved(IncidentResolved decision, Check check, Run run, string team, string board) => new("resolved",
        decision.Fault == Fault.Monitor ? $"✓ \"{check.FullName}\" can be checked again in {check.Environment} ({team})"
        : $"✓ \"{check.FullName}\" works again in {check.Environment} ({team})",
        [new Fact("After", Interval.Write(run.At - decision.Incident.OpenedAt)), new Fact("Since", At(run.At))],
        Links(check, run, board)) { Subject = check.FullName };

    public static Message Owing(Check check, IReadOnlyList<Debt> debts, string team, string board) => new("opened",
        $"⚠ \"{check.FullName}\" has left something behind in {check.Environment} ({team})",
        [
            new Fact("What", string.Join('\n', debts.Take(10).Select(d => $"{d.Call}, owed by run {d.Run} since {At(d.OwedAt)}"))),
            new Fact("Why", debts[0].Error ?? "it could not be undone"),
            new Fact("Next", $"undo it by hand, then strike it out: smoke debts --forget {debts[0].Id}"),
        ], [new Link("Debts", $"{board}/debts")]) { Subject = check.FullName };

    public static Message Settled(IncidentView incident, string check, string team, string board, DateTimeOffset at) => new("resolved",
        $"✓ {check} owes nothing any more ({team})", [new Fact("After", Interval.Write(at - incident.OpenedAt))],
        [new Link("Debts", $"{board}/debts")]) { Subject = check };

    public static Message Burning(Check check, Objective objective, BurnRate burn, double left, DateTimeOffset at, string team,
        string board) => new("opened",
        $"⚠ \"{check.FullName}\" spends its error budget {Math.Round(burn.Times):0} times too fast in {check.Environment} ({team})",
        [
            new Fact("What", $"{objective} allows {Interval.Write(TimeSpan.FromMinutes(Math.Floor(objective.Budget.TotalMinutes)))} "
                + $"down; {(left > 0 ? $"{Math.Floor(left * 100):0} % of that is left" : "none of that is left")}"),
            new Fact("Since", $"{At(at)}, over the last {Interval.Write(burn.Over)}"),
        ], [new Link("History", $"{board}/checks/{Uri.EscapeDataString(check.Id)}?over=month")]) { Subject = check.FullName };

    public static Message BurntOut(Check check, IncidentView incident, string team, string board, DateTimeOffset at) => new("resolved",
        $"✓ \"{check.FullName}\" spends its error budget slowly again in {check.Environment} ({team})",
        [new Fact("After", Interval.Write(at - incident.OpenedAt))],
        [new Link("History", $"{board}/checks/{Uri.EscapeDataString(check.Id)}?over=month")]) { Subject = check.FullName };

    public static Message SeenFrom(string location, Check check, Run run, IReadOnlyList<string> others, string team, string board) =>
        new("opened",
        $"⚠ \"{check.FullName}\" is broken from {location} only, in {check.Environment} ({team})",
        [.. About(run), new Fact("Since", At(run.At)), new Fact("Elsewhere", $"it works, from {string.Join(", ", others)}")],
        Links(check, run, board)) { Subject = check.FullName };

    public static Message SeenAlike(IncidentView incident, string check, string board, DateTimeOffset at) => new("resolved",
        $"✓ \"{check}\" is seen alike from everywhere again ({incident.Team})", [new Fact("After", Interval.Write(at - incident.OpenedAt))],
        [new Link("History", $"{board}/checks/{Uri.EscapeDataString(incident.Check)}")]) { Subject = check };

    /// <summary>Each check that has run since fails there; some may not have run yet.</summary>
    public static Message CutOff(string location, (int Failing, int All) checks, Run run, string team, string board) => new("opened",
        $"⚠ From {location} only: {(checks.Failing == checks.All ? "all" : $"{checks.Failing} of")} {checks.All} checks fail, "
            + $"elsewhere they work ({team})",
        [
            .. About(run),
            new Fact("Since", At(run.At)),
            new Fact("Next", $"look at the way from {location} to the site: its network, its proxy, its addresses in the settings. "
                + "The teams of the checks are not told"),
        ],
        [new Link("Run page", $"{board}/runs/{run.Id}"), new Link("Nodes", $"{board}/nodes")]);

    public static Message BrokenFrom(string location, IReadOnlyList<(Check Check, Run Run)> broken, string team, string board) =>
        new("opened",
        $"⚠ From {location} only: {(broken.Count == 1 ? $"\"{broken[0].Check.FullName}\"" : $"{broken.Count} checks")} cannot be "
            + $"checked ({team})",
        [
            new Fact("What", string.Join('\n', broken.Take(10).Select(b => $"{b.Check.FullName}: {b.Run.Failure?.Summary}"))),
            new Fact("Since", At(broken.Min(b => b.Run.At))),
            new Fact("Next", $"look at the runner at {location}: its settings, secrets and browser. Elsewhere these checks run; the "
                + "teams that own them are not told"),
        ], [new Link("Run page", $"{board}/runs/{broken[0].Run.Id}"), new Link("Nodes", $"{board}/nodes")]);

    /// <summary>Nobody looks any more: that is no word on whether it works.</summary>
    public static Message Unwatched(IncidentView incident, string team, string board, DateTimeOffset at) => new("resolved",
        $"○ \"{incident.Check}\" is not watched any more ({team})",
        [new Fact("What", "Its check is gone from the suite, or is not meant to run here. Whether it works is not known; its "
            + "incident is closed."), new Fact("After", Interval.Write(at - incident.OpenedAt))],
            [new Link("History", $"{board}/checks/{Uri.EscapeDataString(incident.Check)}")]) { Subject = incident.Check };

    /// <summary>A decision with its words. What ends or flaps is told to the team that its incident was opened for.</summary>
    /// <param name="team">Whom the opening of an incident goes to.</param>
    public static DecisionMessage Decided(Decision decision, Check check, Run run, string team, string board) => decision switch
    {
        IncidentResolved resolved =>
            new DecisionMessage(decision, resolved.Incident.Team, Resolved(resolved, check, run, resolved.Incident.Team, board)),
        IncidentFlaps flaps => new DecisionMessage(decision, flaps.Incident.Team, Flaps(flaps, check, run, flaps.Incident.Team, board)),
        _ => new DecisionMessage(decision, team, Opened((IncidentOpened)decision, check, run, team, board),
            check.Pages && decision.Fault == Fault.Product),
    };

    public static Message Worried(HealthProblem worry, string team, string board) => new("opened",
        $"⚠ The monitor itself: {worry.Summary} ({team})", [.. worry.Advice.Select((text, i) => new Fact(i == 0 ? "What" : "Next", text))],
        [new Link("Board", board)]);

    public static Message Calmed(IncidentView incident, string board, DateTimeOffset at) => new("resolved",
        $"✓ {incident.Check} again ({incident.Team})", [new Fact("After", Interval.Write(at - incident.OpenedAt))],
        [new Link("Board", board)]) { Subject = incident.Check };

    /// <summary>
    /// What is told in one message: as it is when it is one thing, otherwise as a list, with its cause where that is the same.
    /// </summary>
    public static Message Together(IReadOnlyList<IncidentProgress> stories, string kind, Func<IncidentProgress, Message> words, string team,
        string board)
    {
        var each = stories.Select(words).ToArray();
        if (each is [var one])
            return one with { Kind = kind };
        const int listed = 12;
        var sign = Parted(each[0].Headline).Sign;
        // The last one: names of theories hold mail addresses.
        var where = string.Join(", ", stories.Select(s => s.Check.Split('@')).Where(c => c.Length > 1).Select(c => c[^1]).Distinct());
        var what = stories.All(s => s.Fault == Fault.Product)
            ? $"checks {kind switch { "resolved" => "work again", "reminder" => "are still broken", _ => "are broken" }} in {where}"
            : $"incidents {kind switch { "resolved" => "are over", "reminder" => "are still open", _ => "have opened" }}"
                + (where.Length > 0 ? $" in {where}" : "");
        var causes = each.Select(CauseOf).ToArray();
        var cause = kind != "resolved" && causes.DistinctBy(c => c.Key).Count() == 1
            ? causes[0].Facts.Select(f => f with { Name = f.Name == "What" ? "Cause" : f.Name }).ToArray() : [];
        return new Message(kind, $"{sign} {each.Length} {what} ({team})",
            [
                new Fact("What", string.Join('\n',
                    each.Take(listed).Select(a => Item(a, cause.Length > 0))
                        .Append(each.Length > listed ? $"and {each.Length - listed} more" : null).OfType<string>())),
                .. cause,
            ], [new Link("Board", board)]);
    }

    /// <summary>What is said again while it is open.</summary>
    public static Message Still(IncidentProgress story, DateTimeOffset now) =>
        Again(story, "reminder", $"still, after {After(story, now)}");

    public static Message Paged(IncidentProgress story, DateTimeOffset now) =>
        Again(story, "paged", story.Pages ? "paged" : $"paged, since nobody has acknowledged it for {After(story, now)}");

    public static Message Taken(IncidentProgress story) => Again(story, "acknowledged", "acknowledged");

    /// <summary>The end of an incident whose check is gone.</summary>
    public static Message Over(IncidentProgress story, DateTimeOffset now) => Again(story, "resolved", $"over, after {After(story, now)}");

    public static Fact After(Deploy deploy, DateTimeOffset opened) =>
        new("Deploy", $"{deploy.Service} {deploy.Version}{(deploy.By is { } by ? $" by {by}" : "")}, "
            + $"{Interval.WriteSoFar(opened - deploy.At)} before");

    public static Message Drill(string team, string by, DateTimeOffset at) => new("drill",
        $"⏱ A drill for team {team}: nothing is broken", [new Fact("From", by), new Fact("At", At(at))], []);

    public static Message Undeliverable(string team, string route, string answer, string board) => new("undeliverable",
        $"⚠ {Called(route)} refuses the messages of team {team}: {answer}",
        [new Fact("Next", NextMove(team, route, answer)), new Fact("Kept", "the message is on the board's notifications page")],
        [new Link("Messages", $"{board}/notifications")]);

    private static Message Again(IncidentProgress story, string kind, string what)
    {
        var (sign, rest) = Parted(story.Opened.Headline);
        return story.Opened with { Kind = kind, Headline = $"{sign} {char.ToUpperInvariant(what[0])}{what[1..]}: {rest}" };
    }

    /// <summary>A headline begins with its sign: one of a history may be empty, or begin with anything.</summary>
    private static (string Sign, string Words) Parted(string headline)
    {
        if (!Rune.TryGetRuneAt(headline.PadRight(1), 0, out var sign) || Rune.IsLetterOrDigit(sign) || Rune.IsWhiteSpace(sign))
            return ("✗", headline);
        return ($"{sign}", headline[sign.Utf16SequenceLength..].TrimStart());
    }

    private static string After(IncidentProgress story, DateTimeOffset now) => Interval.WriteSoFar(now - story.OpenedAt);

    private static string HowOften(IncidentOpened decision) =>
        (decision.Bad == decision.Of ? $"{decision.Bad} runs in a row" : $"{decision.Bad} of {decision.Of} runs")
        + (decision.OfPlaces > 1 ? $", seen from {decision.Places} of {decision.OfPlaces} places" : "");

    /// <summary>One of several: its name, and what is wrong where that is not the same for all.</summary>
    private static string Item(Message told, bool isCauseToldApart)
    {
        var name = told.Subject ?? Quoted(told.Headline) ?? told.Headline;
        var what = isCauseToldApart ? null : told.Facts.FirstOrDefault(f => f.Name is "Instead")?.Text
            ?? told.Facts.FirstOrDefault(f => f.Name is "What")?.Text;
        return what is null ? name : $"{name}: {MessageText.Short(what.ReplaceLineEndings(" "), 80)}";
    }

    /// <summary>Of a message that an older version wrote: a name may hold quotes itself, what stands around it does not.</summary>
    private static string? Quoted(string headline) =>
        headline.IndexOf('"', StringComparison.Ordinal) is var first and >= 0 && headline.LastIndexOf('"') is var last && last > first
        ? headline[(first + 1)..last] : null;

    /// <summary>What failed and how, without where: the same for all checks that trip over one thing.</summary>
    private static (IReadOnlyList<Fact> Facts, string Key) CauseOf(Message told)
    {
        var facts = told.Facts.Where(f => f.Name is "Step" or "Expected" or "Instead" or "What" or "Page").ToArray();
        return (facts, string.Join('\n', facts.Select(f => f.Text)));
    }

    private static string Called(string route) => route.Split('.')[^1] switch
    {
        "slack" => "Slack", "pagerduty" => "PagerDuty", "opsgenie" => "Opsgenie", "teams" => "Microsoft Teams", "email" =>
        "The mail server", "alertmanager" => "Alertmanager", _ => "The webhook",
    };

    private static string NextMove(string team, string route, string answer) => answer switch
    {
        "no_service" or "no_team" or "invalid_token" => $"the webhook was revoked: make a new one and set teams.{team}.{route}",
        "channel_is_archived" or "channel_not_found" => $"choose another channel: make a webhook for it and set teams.{team}.{route}",
        "action_prohibited" or "posting_to_general_channel_denied" => "ask the workspace's administrator to let the app post there",
        _ => $"look at teams.{team}.{route} in the settings",
    };

    private static IEnumerable<Fact> About(Run run)
    {
        if (run.Failure is not { } failure)
            yield break;
        if (failure.Step is { } step)
            yield return new Fact("Step", step);
        if (failure.Expected is null)
            yield return new Fact("What", failure.Message);
        else
            yield return new Fact("Expected", failure.Expected);
        if (failure.Actual is { } actual)
            yield return new Fact("Instead", actual);
        if (failure.Page is { } page)
            yield return new Fact("Page", page);
    }

    private static Link[] Links(Check check, Run run, string board) =>
        [new("Run page", $"{board}/runs/{run.Id}"), new("History", $"{board}/checks/{Uri.EscapeDataString(check.Id)}")];

    private static string At(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
