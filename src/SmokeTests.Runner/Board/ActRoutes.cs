using Microsoft.AspNetCore.WebUtilities;
using SmokeTests.Runner.Access;
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
        var acts = app.MapGroup("").RequireAuthorization(AccessSetup.CanAct).AddEndpointFilter<RouteGroupBuilder, SameOriginFilter>();
        acts.MapPost("/notifications/{id:long}/again", Again);
        acts.MapPost("/silences", Silence);
        acts.MapPost("/silences/{id:long}/lift", Lift);
        acts.MapPost("/checks/{id}/run", RunNow);
        acts.MapPost("/incidents/{id:long}/notes", Tell);
    }

    private static async Task<IResult> Signed(string ids, string signature, HttpContext context, LinkSigner linkSigner,
        OperatorActions acts)
    {
        if (!linkSigner.Holds($"act {ids}", signature))
            return Guessed(context);
        if (acts.HasExpired(ids))
            return Results.Problem("What this link is of ended more than a day ago.", statusCode: StatusCodes.Status410Gone);
        var (form, refusal) = await FormBody.Read(context);
        if (refusal is not null)
            return refusal;
        var (what, by, why) = (form["what"].ToString(), form["by"].ToString().Trim(), form["why"].ToString().Trim());
        if (!Texts.IsName(by, OperatorActions.MostName) || !Texts.IsText(why, OperatorActions.MostWhy))
            return Results.Problem(
                $"Who are you? A name of at most {OperatorActions.MostName} characters is needed, and a reason of at "
                    + $"most {OperatorActions.MostWhy}.", statusCode: 400);
        return acts.Do(OperatorActions.Numbers(ids), what, by, why) is { } done
            ? Results.Redirect($"/act/{ids}/{signature}?done={Uri.EscapeDataString(done)}")
            : Results.Problem("Acknowledge, or silence for how long?", statusCode: 400);
    }

    /// <summary>Whoever tries signatures is slowed down; whoever has a right one never is.</summary>
    private static IResult Guessed(HttpContext context)
    {
        var signInThrottle = context.RequestServices.GetRequiredService<SignInThrottle>();
        var network = Callers.Network(Callers.AddressOf(context, context.RequestServices.GetRequiredService<AccessSettings>()));
        if (signInThrottle.Wait(network, null) is { } wait)
            return AccessSetup.TooMany(context, wait, "Too many links from there were not signed by this board.");
        signInThrottle.WasWrong(network, null);
        return Results.Problem("This link is not signed by this board.", statusCode: StatusCodes.Status403Forbidden);
    }

    private static IResult Again(long id, HttpContext context, OperatorActions acts)
    {
        acts.SendAgain(id, AccessSetup.NameOf(context.User));
        return Results.Redirect("/notifications");
    }

    private static async Task<IResult> Silence(HttpContext context, OperatorActions acts)
    {
        var (form, refusal) = await FormBody.Read(context);
        if (refusal is not null)
            return refusal;
        var (on, why) = (form["on"].ToString().Trim(), form["why"].ToString().Trim());
        var wanted = form["for"].ToString().Trim();
        if (!Interval.TryParse(wanted, out var lasts) || why.Length == 0
            || !Texts.IsText(why, OperatorActions.MostWhy) || !Texts.IsText(on, OperatorActions.MostSelector)
            || !CheckSelector.TryParse(on, out var selector, out _))
            return Results.Redirect(QueryHelpers.AddQueryString("/silences?wrong=1", new Dictionary<string, string?>
            {
                ["on"] = Kept(on, OperatorActions.MostSelector), ["for"] = Kept(wanted, MostTime),
                    ["why"] = Kept(why, OperatorActions.MostWhy),
            }));
        acts.Silence(selector, lasts, AccessSetup.NameOf(context.User), why);
        return Results.Redirect("/silences");
    }

    /// <summary>What was typed, to be mended; null where no form would have let it in.</summary>
    private static string? Kept(string typed, int most) => typed.Length > 0 && Texts.IsText(typed, most) ? typed : null;

    private static IResult Lift(long id, HttpContext context, OperatorActions acts)
    {
        acts.Lift(id, AccessSetup.NameOf(context.User));
        return Results.Redirect("/silences");
    }

    private static async Task<IResult> Tell(long id, HttpContext context, Incidents incidents, OperatorActions acts)
    {
        if (incidents.Get(id) is null)
            return Results.NotFound();
        var (form, refusal) = await FormBody.Read(context);
        if (refusal is not null)
            return refusal;
        var text = form["text"].ToString().Trim();
        if (text.Length == 0 || !Texts.IsText(text, OperatorActions.MostNote))
            return Results.Problem($"What people outside are told is a text of at most {OperatorActions.MostNote} characters.",
                statusCode: StatusCodes.Status400BadRequest);
        acts.Tell(id, AccessSetup.NameOf(context.User), text);
        return Results.Redirect($"/incidents/{id}");
    }

    private static async Task<IResult> RunNow(string id, HttpContext context, SuiteRegistry suiteRegistry, RunScheduler runScheduler,
        OperatorActions acts)
    {
        if (!suiteRegistry.Checks.TryGetValue(id, out var check))
            return Results.NotFound();
        acts.Note(AccessSetup.NameOf(context.User), "ran now", check.Id);
        var run = await runScheduler.RunNow(check, CancellationToken.None);
        return Results.Redirect($"/runs/{run.Id}");
    }
}
