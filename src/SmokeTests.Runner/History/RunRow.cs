namespace SmokeTests.Runner.History;

/// <summary>A run as a row: what is a list in a run is JSON here.</summary>
internal sealed record RunRow(string Id, long Check, long At, double? Late, double Ms, string Outcome, string? BlamedOn, string? Failure,
    string? Steps, string? Output, string? Evidence, string? Measures, string? Trace, long Up, long Down, long Unknown, long Maintenance,
    string? Location)
{
    public const string Columns =
        "id, check_key, at, late, ms, outcome, blamed_on, failure, steps, output, evidence, measures, trace, up, down, unknown, "
            + "maintenance, location";

    public static RunRow Of(Run run, TimeBreakdown before, long check) =>
        new(run.Id, check, run.At.ToUnixTimeMilliseconds(), run.Late?.TotalMilliseconds, run.Ms, run.Outcome.ToString(), run.BlamedOn,
        Json.Write(run.Failure), Json.Write(run.Steps), run.Output, Json.Write(run.Evidence), Json.Write(run.Measures), run.Trace,
        (long)before.Up.TotalMilliseconds, (long)before.Down.TotalMilliseconds, (long)before.Unknown.TotalMilliseconds,
        (long)before.Maintenance.TotalMilliseconds, run.Location);
}
