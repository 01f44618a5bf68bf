using SmokeTests.Runner.Alerting;
using SmokeTests.Runner.History;

namespace SmokeTests.Runner.Board;

/// <summary>What people do about incidents, wherever they do it: acknowledge, or silence for a while.</summary>
internal sealed class Acts(Incidents incidents, Silences silences, Herald herald, TimeProvider time)
{
    public const string Acknowledge = "acknowledge";
    private const int MostName = 100;
    private const int MostWhy = 300;

    /// <param name="what"><c>acknowledge</c>, or how long to be silent.</param>
    /// <returns>What was done; null where that is nothing that can be done.</returns>
    public string? Do(IReadOnlySet<long> wanted, string what, string by, string why)
    {
        var (open, now) = (incidents.Open().Where(i => wanted.Contains(i.Id)).ToArray(), time.GetUtcNow());
        if (what == Acknowledge)
        {
            var count = open.Count(i => incidents.Acknowledge(i.Id, by, why, now));
            herald.Ring();
            return count > 0 ? $"{count} acknowledged" : "nothing to acknowledge: over, or somebody has it already";
        }
        if (!Interval.TryParse(what, out var lasts))
            return null;
        foreach (var incident in open)
            silences.Make(new Scope([incident.Check]), now, now + lasts, by, why, now);
        herald.Ring();
        return open.Length > 0 ? $"silent for {Interval.Write(lasts)}" : "nothing to silence: it is over";
    }

    /// <summary>The form behind the signed link of a message. A look at its page does nothing, since previews of links look as well.</summary>
    public static async Task<IResult> Form(string ids, string signature, HttpContext context, Signing signing, Acts acts)
    {
        if (!signing.Holds($"act {ids}", signature))
            return Results.Text("This link is not signed by this board.", statusCode: 403);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (what, by, why) = (form["what"].ToString(), form["by"].ToString().Trim(), form["why"].ToString().Trim());
        if (by.Length is 0 or > MostName || why.Length > MostWhy)
            return Results.Text("Who are you? A name of at most 100 characters is needed, and a reason of at most 300.", statusCode: 400);
        return acts.Do(ids.Split('-').Select(i => long.TryParse(i, out var id) ? id : 0).ToHashSet(), what, by, why) is { } done
            ? Results.Redirect($"/act/{ids}/{signature}?done={Uri.EscapeDataString(done)}") : Results.Text("Acknowledge, or silence for how long?", statusCode: 400);
    }

    /// <summary>Sends a message that was refused once more, now that whoever refused it takes it.</summary>
    public static IResult Again(long id, string signature, Signing signing, Outbox outbox, Teller teller, TimeProvider time)
    {
        if (!signing.Holds($"again {id}", signature))
            return Results.Text("This link is not signed by this board.", statusCode: 403);
        outbox.Again(id, time.GetUtcNow());
        teller.Ring();
        return Results.Redirect("/notifications");
    }
}
