using SmokeTests.Runner.Access;
using SmokeTests.Runner.Cluster;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Running;

namespace SmokeTests.Runner.Board;

/// <summary>What the board shows and does, as JSON. Described by <c>/api/openapi.json</c>.</summary>
internal static class Api
{
    private const int Most = 1_000;

    public static void Add(IServiceCollection services) => services.AddProblemDetails().AddOpenApi(OpenApi.Describe);

    public static void Map(WebApplication app)
    {
        var api = app.MapGroup("/api").AddEndpointFilter<RouteGroupBuilder, ETag>();
        api.MapGet("/checks", Checks).Produces<CheckView[]>().ProducesProblem(400).WithSummary("The checks as they stand, the worst first")
            .WithDescription("Filters: checks (a selector: team=storefront and not environment=staging), team, environment, colour "
                + "(Red, Yellow, Grey, Green), q (a part of the name). A page has limit (1000 at most) checks; the header Link names "
                + "the next one.");
        api.MapGet("/checks/{id}", (string id, BoardState board) => board.Tile(id) is { } tile ? Results.Ok(CheckView.Of(tile))
            : None("check")).Produces<CheckView>().ProducesProblem(404).WithSummary("A check as it stands");
        api.MapGet("/checks/{id}/runs",
            (string id, int? limit, HistoryStore historyStore) => Results.Ok(historyStore.Runs(id, Math.Clamp(limit ?? 100, 1, Most))))
            .Produces<Run[]>().WithSummary("A check's runs, the last first");
        api.MapGet("/checks/{id}/uptime", Uptimes).Produces<UptimeView[]>()
            .WithSummary("Up, down, unknown, maintenance and no data, in seconds, over a day, 7, 30, 90 and 365 days");
        api.MapGet("/runs/{id}", (string id, HistoryStore historyStore) => historyStore.Run(id) is { } run ? Results.Ok(run) : None("run"))
            .Produces<Run>().ProducesProblem(404).WithSummary("A run with its steps");
        api.MapGet("/incidents",
            (int? limit, bool? open, BoardState board, Incidents incidents) => Results.Ok(open == false
                ? incidents.Past(Math.Clamp(limit ?? 100, 1, Most)) : board.Open())).Produces<IncidentView[]>()
                .WithSummary("Incidents: those that are open, or with open=false those that are over");
        api.MapGet("/incidents/{id:long}", (long id, Incidents incidents) => incidents.Get(id) is { } incident ? Results.Ok(incident)
            : None("incident")).Produces<IncidentView>().ProducesProblem(404).WithSummary("An incident");
        api.MapGet("/notifications", (int? limit, Outbox outbox) => Results.Ok(outbox.Notifications(Math.Clamp(limit ?? 200, 1, Most))))
            .Produces<Notification[]>().WithSummary("Messages, the last first, and what became of them");
        api.MapGet("/silences", (Silences silences, BoardState board) => Results.Ok(silences.Ahead(board.Now).Select(SilenceView.Of)))
            .Produces<SilenceView[]>().WithSummary("Silences that are on or to come");
        api.MapGet("/deploys",
            (Deploys deploys, BoardState board) => Results.Ok(deploys.Between(board.Now.AddDays(-90), board.Now.AddDays(1))
                .Select(d => new { d.Id, d.Service, d.Version, d.By, d.Url, on = $"{d.On}", d.At })))
                .WithSummary("Deploys of the last 90 days");
        api.MapGet("/nodes", (NodeRegistry nodeRegistry) => Results.Ok(nodeRegistry.Nodes())).Produces<NodeView[]>()
            .WithSummary("The runners on this history, where it is shared");
        api.MapGet("/debts",
            (DebtWatch debts) => Results.Ok(debts.All()
                .Select(d => new { d.Id, d.Check, d.Environment, d.Team, d.Run, d.Call, d.OwedAt, d.Attempts, d.NextAt, d.IsGivenUp,
                    d.Error }))).WithSummary("What checks have created and not undone yet");
        api.MapGet("/workers",
            (SuiteRegistry suiteRegistry) => Results.Ok(suiteRegistry.Workers.Select(w => new { suite = w.Suite, processId = w.Process })))
            .WithSummary("The processes that run checks");
        api.MapGet("/engine", (EngineState engine) => Results.Ok(engine.Now()))
            .WithSummary("How the runner does: lateness, runs in flight, what waits to be written");

        var acts = app.MapGroup("/api").RequireAuthorization(AccessSetup.CanAct).AddEndpointFilter<RouteGroupBuilder, SameOriginFilter>();
        acts.MapPost("/checks/{id}/run", RunNow).Produces<Run>().ProducesProblem(404)
            .WithSummary("Runs a check now, and answers with the run");
        acts.MapPost("/incidents/{id:long}/acknowledge", Acknowledge).Produces(204).ProducesProblem(409)
            .WithSummary("Takes an incident on: it is neither told again nor paged until it is resolved");
        acts.MapPost("/silences", Silence).Produces<SilenceView>(201).ProducesProblem(400)
            .WithSummary("Tells nothing of some checks for a while");
        acts.MapDelete("/silences/{id:long}",
            (long id, HttpContext context, OperatorActions deeds) => deeds.Lift(id, AccessSetup.NameOf(context.User)) ? Results.NoContent()
                : None("silence that has not ended")).Produces(204).ProducesProblem(404).WithSummary("Ends a silence now");
        acts.MapPost("/notifications/{id:long}/again",
            (long id, HttpContext context, OperatorActions deeds) => deeds.SendAgain(id, AccessSetup.NameOf(context.User))
                ? Results.NoContent() : None("message that was refused")).Produces(204).ProducesProblem(404)
                .WithSummary("Sends a message that was refused once more");
        app.MapPost("/api/deploys", DeployApi.Mark).RequireAuthorization(AccessSetup.CanMarkDeploys).AddEndpointFilter<SameOriginFilter>()
            .ProducesProblem(400).WithSummary("Notes a deploy; with runs, runs the checks that it concerns and answers line by line");
    }

    private static IResult Checks(HttpContext context, BoardState board, string? team = null, string? environment = null,
        Colour? colour = null, string? q = null, string? checks = null, int? limit = null, int? skip = null)
    {
        if (!CheckSelector.TryParse(checks ?? "", out var selector, out var mistake))
            return NoSelector("checks", mistake);
        var fitting = board.Tiles()
            .Where(t => (team is null || t.Team == team) && (environment is null || t.Check.Environment == environment)
                && (colour is null || t.Colour == colour)
            && selector.Selects(t.Check, t.Team)
            && (q is null || t.Check.FullName.Contains(q, StringComparison.OrdinalIgnoreCase))).ToArray();
        var (from, count) = (Math.Clamp(skip ?? 0, 0, fitting.Length), Math.Clamp(limit ?? Most, 1, Most));
        if (from + count < fitting.Length)
        {
            var query = QueryString.Create(context.Request.Query.Where(p => p.Key is not ("skip" or "limit"))
                .SelectMany(p => p.Value.Select(v => KeyValuePair.Create(p.Key, v))).Append(new("skip", $"{from + count}"))
                .Append(new("limit", $"{count}")));
            context.Response.Headers.Link = $"<{context.Request.Path}{query}>; rel=\"next\"";
        }
        return Results.Ok(fitting.Skip(from).Take(count).Select(CheckView.Of).ToArray());
    }

    private static IResult Uptimes(string id, BoardState board, RollupQueries rollups) => !board.IsCheck(id) ? None("check")
        : Results.Ok(new[] { (1, "hour"), (7, "hour"), (30, "hour"), (90, "day"),
            (365, "day") }.Select(
            over => UptimeView.Of(over.Item1, rollups.Time(id, over.Item2, board.Now.AddDays(-over.Item1), board.Now))));

    private static async Task<IResult> RunNow(string id, HttpContext context, SuiteRegistry suiteRegistry, RunScheduler runScheduler,
        OperatorActions acts)
    {
        if (!suiteRegistry.Checks.TryGetValue(id, out var check))
            return None("check");
        acts.Note(AccessSetup.NameOf(context.User), "ran now", check.Id);
        return Results.Ok(await runScheduler.RunNow(check, CancellationToken.None));
    }

    private static IResult Acknowledge(long id, Reason reason, HttpContext context, Incidents incidents, OperatorActions acts)
    {
        if (!Texts.IsText(reason.Why ?? "", OperatorActions.MostWhy))
            return Results.Problem($"\"why\" is a text of at most {OperatorActions.MostWhy} characters.",
                statusCode: StatusCodes.Status400BadRequest);
        if (incidents.Get(id) is not { ResolvedAt: null, AcknowledgedBy: null })
            return Results.Problem("That incident is not open, or somebody has it already.", statusCode: 409);
        acts.Do(new HashSet<long> { id }, OperatorActions.Acknowledge, AccessSetup.NameOf(context.User), reason.Why ?? "");
        return Results.NoContent();
    }

    private static IResult Silence(NewSilence wanted, HttpContext context, BoardState board, OperatorActions acts)
    {
        if (!Interval.TryParse(wanted.For, out var lasts) || string.IsNullOrWhiteSpace(wanted.Why)
            || !Texts.IsText(wanted.Why, OperatorActions.MostWhy) || !Texts.IsText(wanted.On ?? "", OperatorActions.MostSelector))
            return Results.Problem(
                $"A silence has \"on\" (a selector, of at most {OperatorActions.MostSelector} characters; empty for everything), "
                + $"\"for\" (30m, 4h, 2d) and \"why\", of at most {OperatorActions.MostWhy}.", statusCode: 400);
        if (!CheckSelector.TryParse(wanted.On ?? "", out var on, out var mistake))
            return NoSelector("on", mistake);
        var (now, by) = (board.Now, AccessSetup.NameOf(context.User));
        var id = acts.Silence(on, lasts, by, wanted.Why);
        return Results.Created($"/api/silences/{id}", SilenceView.Of(new Silence(id, on, now, now + lasts, by, wanted.Why)));
    }

    private static IResult NoSelector(string name, string mistake) =>
        Results.Problem($"\"{name}\" is no selector. {mistake}", statusCode: 400);

    private static IResult None(string what) => Results.Problem($"There is no such {what}.", statusCode: 404);
}
