using SmokeTests.Runner.Alerting;
using SmokeTests.Runner.History;

namespace SmokeTests.Runner.Board;

/// <summary>What the signed link of a message lets people do: acknowledge, or silence for a while. A look at the page does nothing, since previews of links look as well.</summary>
internal static class Acts
{
    private const int MostName = 100;
    private const int MostWhy = 300;

    public static async Task<IResult> Act(string ids, string signature, HttpContext context, Incidents incidents, Silences silences, Signing signing, Herald herald, TimeProvider time)
    {
        if (!signing.Holds($"act {ids}", signature))
            return Results.Text("This link is not signed by this board.", statusCode: 403);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (what, by, why) = (form["what"].ToString(), form["by"].ToString().Trim(), form["why"].ToString().Trim());
        if (by.Length is 0 or > MostName || why.Length > MostWhy)
            return Results.Text("Who are you? A name of at most 100 characters is needed, and a reason of at most 300.", statusCode: 400);
        var wanted = ids.Split('-');
        var open = incidents.Open().Where(i => wanted.Contains($"{i.Id}")).ToArray();
        var now = time.GetUtcNow();
        string done;
        if (what == "acknowledge")
            done = $"{open.Count(i => incidents.Acknowledge(i.Id, by, why, now))} acknowledged";
        else if (Interval.TryParse(what, out var lasts))
        {
            foreach (var incident in open)
                silences.Make(new Scope([incident.Check]), now, now + lasts, by, why, now);
            done = $"silent for {Interval.Write(lasts)}";
        }
        else
            return Results.Text("Acknowledge, or silence for how long?", statusCode: 400);
        herald.Ring();
        return Results.Redirect($"/act/{ids}/{signature}?done={Uri.EscapeDataString(done)}");
    }
}
