using RestSharp;
using SmokeTests.Api;
using SmokeTests.Arguments;
using SmokeTests.Cleanup;
using SmokeTests.Http;
using SmokeTests.HttpPages;
using SmokeTests.Recording;
using SmokeTests.Runs;

namespace SmokeTests;

/// <summary>
/// What a check does, as a user would. Derive a test class from it, or take any other base class: a journey is only
/// the short way to the environment's site, API, databases and accounts. One instance serves one run.
/// </summary>
public abstract class Journey : IAsyncDisposable
{
    private readonly RunContext run;
    private Visitor visitor;
    private readonly Debts debts;
    private Authentication? authentication;
    private RestClient? api;
    private RestClient? ofVisitor;

    /// <summary>Begins the journey of the test that is being run. Settings that are wrong make the check broken, not failed.</summary>
    protected Journey()
    {
        run = RunContext.OfThisTest();
        run.SkipElsewhere();
        visitor = NewVisitor();
        debts = new Debts(run, this, ChangeVisitor);
    }

    /// <summary>A short text that no other run has: put it into what the check creates, so that it can be found again.</summary>
    protected string RunId => run.Id;

    /// <summary>The environment's name, such as <c>production</c>.</summary>
    protected string Environment => run.Settings.Name;

    /// <summary>The environment's site, which relative addresses are added to.</summary>
    protected Uri Site => run.Settings.Site;

    /// <summary>Ends when the run must: on its time limit (<see cref="WithinAttribute"/>), or when the runner stops.</summary>
    protected CancellationToken Stop => run.Stop;

    /// <summary>
    /// The RestSharp client of the environment's API, logged in as its settings say (bearer, basic, key or OAuth client
    /// credentials). Each request is a step; an answer of 500 or more fails it.
    /// </summary>
    protected RestClient Api => api ??= ApiClient.For(run, Authenticated);

    /// <summary>
    /// A client of the environment's API that carries the cookies of this journey's HTTP pages: what a logged-in page's scripts
    /// may ask.
    /// </summary>
    protected RestClient ApiOfVisitor => ofVisitor ??= ApiClient.For(run, new VisitorsCookies(run, visitor));

    private Authentication Authenticated => authentication ??= Authentication.Of(run);

    /// <summary>Opens a page over HTTP in a tab of its own. Tabs of one journey share their cookies.</summary>
    /// <inheritdoc cref="Page.Open"/>
    protected async Task<HttpPage> Open(string address, int? status = null)
    {
        var page = new HttpPage(new HttpTab(run.Settings, visitor, run.Recorder, run.Time, () => run.Stop), run.Recorder);
        await page.Open(address, status);
        return page;
    }

    /// <summary>
    /// Opens many addresses, four at a time and each a step of its own. All are asked, whatever the first ones answer; one that
    /// answers 400 or more, is blank or shows an error fails the journey.
    /// </summary>
    /// <param name="addresses">For example <c>/books</c>, <c>/authors</c>.</param>
    protected Task Visit(params string[] addresses) => new Visits(run, visitor).Go(addresses);

    /// <summary>Opens the pages that the site's own map names (sitemap.xml; indexes and .gz as well).</summary>
    /// <param name="sitemap">Where the map is; <c>/sitemap.xml</c> by default.</param>
    /// <param name="most">At most so many pages, spread over the whole map; 100 by default.</param>
    protected Task VisitSitemap(string sitemap = "/sitemap.xml", int most = 100) => new Visits(run, visitor).GoBy(sitemap, most);

    /// <summary>An account of the environment; its password is blotted out of all that the run writes.</summary>
    /// <param name="name">Its key under <c>accounts</c> in <c>smoketests.json</c>.</param>
    protected Account Account(string name) => run.Account(name);

    /// <summary>
    /// An account that no other run uses until this one has ended, whichever process it is in: where two log-ins at once would
    /// disturb each other. An account with a <c>pool</c> lends the next free one; else it is waited for, half
    /// as long as the check may take.
    /// </summary>
    /// <param name="name">Its key under <c>accounts</c> in <c>smoketests.json</c>.</param>
    protected Task<Account> Borrow(string name) => run.Borrow(name);

    /// <summary>A text of <c>environments.NAME.secrets</c>, blotted out of all that the run writes.</summary>
    /// <param name="name">Its key there.</param>
    protected Secret Secret(string name) => run.Secret(name);

    /// <summary>A database of the environment, opened read-only.</summary>
    /// <param name="name">Its key under <c>databases</c> in <c>smoketests.json</c>.</param>
    protected Database Database(string name) => new(name, run, run.Need(run.Settings.Databases, "databases", name));

    /// <summary>What no page shows: ports, names, certificates, sockets, gRPC, mail.</summary>
    protected Probe Probe => new(run);

    /// <summary>
    /// Promises to undo what the journey is about to create. The debt is written down before the act, durably; it is paid
    /// when the run ends, whatever its outcome, and by the next worker if this process dies. A payment that fails is
    /// repeated with growing pauses (10 s to 1 h, six tries); then the check's team is told. Each debt is paid by a visitor of its
    /// own, who has none of the journey's cookies, neither over HTTP nor in a browser: an undo opens its pages anew and logs in.
    /// </summary>
    /// <param name="undo">
    /// A call of one method of this class, or of a static one, with plain values as arguments: <c>() =&gt; CancelOrder(reference)</c>.
    /// It must bear that there is nothing to undo, and that it is called again.
    /// </param>
    /// <exception cref="CheckBrokenException">It is something else than such a call.</exception>
    protected Task Owe(System.Linq.Expressions.Expression<Func<Task>> undo) => debts.Owe(undo);

    /// <summary>Groups what <paramref name="act"/> does under one step.</summary>
    /// <param name="name">The step, as a sentence.</param>
    /// <param name="act">What it does.</param>
    /// <param name="budget">How long it may take, such as <c>500ms</c>; longer makes the run slow, not failed. No budget by
    /// default.</param>
    /// <param name="limit">How long it may take before it fails, such as <c>5s</c>; by default as long as the check.</param>
    protected Task Step(string name, Func<Task> act, string? budget = null, string? limit = null) =>
        Step(name, async () => { await act(); return true; }, budget, limit);

    /// <inheritdoc cref="Step(string, Func{Task}, string?, string?)"/>
    protected Task<T> Step<T>(string name, Func<Task<T>> act, string? budget = null, string? limit = null) =>
        run.Recorder.Take(name, async _ =>
    {
        ArgumentNullException.ThrowIfNull(act);
        var result = limit is null ? await act() : await Limited(act, Waiting.Of(limit));
        if (budget is not null)
            run.Recorder.Budget(Waiting.Of(budget));
        return result;
    }, StepOf.Check);

    /// <summary>Ends the journey: what it owes is paid; where the test failed, its evidence is kept.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await debts.Pay();
        api?.Dispose();
        ofVisitor?.Dispose();
        await run.Finish();
    }

    /// <summary>Somebody else comes to the site: pages that are opened from now on have no cookies of those before.</summary>
    private async Task ChangeVisitor()
    {
        visitor = NewVisitor();
        ofVisitor?.Dispose();
        ofVisitor = null;
        await run.ChangeVisitor();
    }

    private Visitor NewVisitor() => new(run.Settings, run.Recorder, run.RequestHeaders, run.Time, () => run.Stop);

    private async Task<T> Limited<T>(Func<Task<T>> act, TimeSpan limit)
    {
        var going = act();
        try
        {
            return await going.WaitAsync(limit, run.Time, run.Stop);
        }
        catch (TimeoutException e) when (!going.IsCompleted)
        {
            throw run.Recorder.Fail($"not done within {Interval.Write(limit)}", $"done within {Interval.Write(limit)}",
                "this step was still going on", because: e);
        }
    }
}
