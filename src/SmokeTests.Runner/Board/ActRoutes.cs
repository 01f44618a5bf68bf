using Microsoft.AspNetCore.WebUtilities;
using SmokeTests.Runner.Access;
using SmokeTests.Runner.Alerting;
using SmokeTests.Runner.Checks;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Running;

namespace SmokeTests.Runner.Board;

/// <summary>What people do on the board's pages: each a form, answered with the page that shows what came of it.</summary>
internal static class ActRoutes
{
    /// <summary>Characters of how long a silence lasts.</summary>
    private const int MostTime = 20;

    public static void Map(WebApplication app)
    {
        // The link of a message is signed: whoever has it may act, as the message's readers do.
        app.MapPost("/act/{ids}/{signature}/done", Signed).AllowAnonymous().DisableAntiforgery();
        var acts = app.MapGroup("").RequireAuthorization(Doorman.CanAct).AddEndpointFilter<RouteGroupBuilder, FromHere>();
        acts.MapPost("/notifications/{id:long}/again", Again);
        acts.MapPost("/silences", Silence);
        acts.MapPost("/silences/{id:long}/lift", Lift);
        acts.MapPost("/checks/{id}/run", RunNow);
        acts.MapPost("/incidents/{id:long}/notes", Tell);
    }

    private static async Task<IResult> Signed(string ids, string signature, HttpContext context, Signing signing, Acts acts)
    {
        if (!signing.Holds($"act {ids}", signature))
            return Guessed(context);
        if (acts.HasExpired(ids))
            return Results.Problem("What this link is of ended more than a day ago.", statusCode: StatusCodes.Status410Gone);
        var (form, refusal) = await FormBody.Read(context);
        if (refusal is not null)
            return refusal;
        var (what, by, why) = (form["what"].ToString(), form["by"].ToString().Trim(), form["why"].ToString().Trim());
        if (!Texts.IsName(by, Acts.MostName) || !Texts.IsText(why, Acts.MostWhy))
            return Results.Problem($"Who are you? A name of at most {Acts.MostName} characters is needed, and a reason of at most {Acts.MostWhy}.", statusCode: 400);
        return acts.Do(Acts.Numbers(ids), what, by, why) is { } done
            ? Results.Redirect($"/act/{ids}/{signature}?done={Uri.EscapeDataString(done)}") : Results.Problem("Acknowledge, or silence for how long?", statusCode: 400);
    }

    /// <summary>Whoever tries signatures is slowed down; whoever has a right one never is.</summary>
    private static IResult Guessed(HttpContext context)
    {
        var guesses = context.RequestServices.GetRequiredService<Guesses>();
        var network = Callers.Network(Callers.AddressOf(context, context.RequestServices.GetRequiredService<AccessSettings>()));
        if (guesses.Wait(network, null) is { } wait)
            return Doorman.TooMany(context, wait, "Too many links from there were not signed by this board.");
        guesses.WasWrong(network, null);
        return Results.Problem("This link is not signed by this board.", statusCode: StatusCodes.Status403Forbidden);
    }

    private static IResult Again(long id, HttpContext context, Acts acts)
    {
        acts.SendAgain(id, Doorman.NameOf(context.User));
        return Results.Redirect("/notifications");
    }

    private static async Task<IResult> Silence(HttpContext context, Acts acts)
    {
        var (form, refusal) = await FormBody.Read(context);
        if (refusal is not null)
            return refusal;
        var (on, why) = (form["on"].ToString().Trim(), form["why"].ToString().Trim());
        var wanted = form["for"].ToString().Trim();
        if (!Interval.TryParse(wanted, out var lasts) || why.Length == 0
            || !Texts.IsText(why, Acts.MostWhy) || !Texts.IsText(on, Acts.MostSelector) || !CheckSelector.TryParse(on, out var selector, out _))
            return Results.Redirect(QueryHelpers.AddQueryString("/silences?wrong=1", new Dictionary<string, string?>
            {
                ["on"] = Kept(on, Acts.MostSelector), ["for"] = Kept(wanted, MostTime), ["why"] = Kept(why, Acts.MostWhy),
            }));
        acts.Silence(selector, lasts, Doorman.NameOf(context.User), why);
        return Results.Redirect("/silences");
    }

    /// <summary>What was typed, to be mended; null where no form would have let it in.</summary>
    private static string? Kept(string typed, int most) => typed.Length > 0 && Texts.IsText(typed, most) ? typed : null;

    private static IResult Lift(long id, HttpContext context, Acts acts)
    {
        acts.Lift(id, Doorman.NameOf(context.User));
        return Results.Redirect("/silences");
    }

    private static async Task<IResult> Tell(long id, HttpContext context, Incidents incidents, Acts acts)
    {
        if (incidents.Get(id) is null)
            return Results.NotFound();
        var (form, refusal) = await FormBody.Read(context);
        if (refusal is not null)
            return refusal;
        var text = form["text"].ToString().Trim();
        if (text.Length == 0 || !Texts.IsText(text, Acts.MostNote))
            return Results.Problem($"What people outside are told is a text of at most {Acts.MostNote} characters.", statusCode: StatusCodes.Status400BadRequest);
        acts.Tell(id, Doorman.NameOf(context.User), text);
        return Results.Redirect($"/incidents/{id}");
    }

    private static async Task<IResult> RunNow(string id, HttpContext context, Roster roster, Conductor conductor, Acts acts)
    {
        if (!roster.Checks.TryGetValue(id, out var check))
            return Results.NotFound();
        acts.Note(Doorman.NameOf(context.User), "ran now", check.Id);
        var run = await conductor.RunNow(check, CancellationToken.None);
        return Results.Redirect($"/runs/{run.Id}");
    }
}
