using System.Globalization;
using SmokeTests.Runner.History;

namespace SmokeTests.Runner.Cli;

/// <summary><c>smoke incidents, ack, silence, silences, deploy mark</c>: what people say to a runner, by its history.</summary>
internal static class IncidentCommands
{
    public static int List(HistoryChoice history) => history.With(historyStore =>
    {
        var open = new Incidents(historyStore).Open();
        foreach (var incident in open)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{incident.Id}  {incident.Check} ({incident.Team}) since {incident.OpenedAt:yyyy-MM-dd HH:mm:ss} UTC: {
                    incident.Summary}{(incident.AcknowledgedBy is { } by ? $"  [{by} has it]" : "")}"));
        if (open.Count == 0)
            Console.WriteLine("Nothing is open.");
        return open.Count == 0 ? ExitCode.Passed : ExitCode.Failed;
    });

    public static int Acknowledge(HistoryChoice history, long incident, string by, string why) => history.With(historyStore =>
    {
        var incidents = new Incidents(historyStore);
        var check = incidents.Open().FirstOrDefault(i => i.Id == incident)?.Check;
        if (incidents.Acknowledge(incident, by, why, TimeProvider.System.GetUtcNow()))
        {
            CommandLine.Note(historyStore, "acknowledged", $"incident {incident}: {check}{CommandLine.As(by)}");
            return Say($"{by} has incident {incident}: it is not told again until it is resolved.");
        }
        Console.Error.WriteLine($"Incident {incident} is not open, or somebody has it already. smoke incidents lists those that are.");
        return ExitCode.Broken;
    });

    public static int Silence(HistoryChoice history, CheckSelector on, DateTimeOffset? from, TimeSpan lasts, string by, string why) =>
        history.With(historyStore =>
    {
        var now = TimeProvider.System.GetUtcNow();
        var begins = from ?? now;
        if (begins + lasts <= now)
            return ExitCode.Refuse($"That silence would have ended at {At(begins + lasts)} already.");
        var id = new Silences(historyStore).Make(on, begins, begins + lasts, by, why, now);
        CommandLine.Note(historyStore, $"silenced for {Interval.Write(lasts)}", $"{on}: {why}{CommandLine.As(by)}");
        return Say($"Silence {id} on {on} {(from is null ? "" : $"from {At(begins)} ")}until {At(begins + lasts)}. What is still "
            + "broken then is told then.");
    });

    public static int Silences(HistoryChoice history, long? lift, string by) => history.With(historyStore =>
    {
        var (silences, now) = (new Silences(historyStore), TimeProvider.System.GetUtcNow());
        if (lift is { } id)
        {
            if (silences.Lift(id, by, now))
            {
                CommandLine.Note(historyStore, "lifted", $"silence {id}{CommandLine.As(by)}");
                return Say($"Silence {id} has ended.");
            }
            Console.Error.WriteLine($"There is no silence {id} that has not ended. smoke silences lists them.");
            return ExitCode.Broken;
        }
        foreach (var one in silences.Ahead(now))
            Console.WriteLine($"{one.Id}  {one.On}  {At(one.Starts)} to {At(one.Ends)}, by {one.By}: {one.Why}");
        return ExitCode.Passed;
    });

    public static int MarkDeploy(HistoryChoice history, CheckSelector on, string service, string version, string? by, string? url) =>
        history.With(historyStore =>
    {
        new Deploys(historyStore).Mark(on, service, version, by, url, TimeProvider.System.GetUtcNow());
        CommandLine.Note(historyStore, "marked a deploy", $"{service} {version}{CommandLine.As(by)}");
        return Say($"{service} {version} is marked: what opens within {Interval.Write(Deploys.Window)} names it.");
    });

    private static int Say(string text)
    {
        Console.WriteLine(text);
        return ExitCode.Passed;
    }

    private static string At(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
