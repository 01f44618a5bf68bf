using RestSharp;
using SmokeTests.Api;
using SmokeTests.Http;
using SmokeTests.Settings;
using SmokeTests.Worker;

namespace SmokeTests;

/// <summary>
/// What a check does, as a user would. Derive a test class from it, or take any other base class: a journey is only
/// the short way to the environment's site, API, databases and accounts. One instance serves one run.
/// </summary>
public abstract class Journey : IAsyncDisposable
{
    private readonly RunContext run;
    private readonly Visitor visitor;
    private RestClient? api;

    /// <summary>Begins the journey of the test that is being run. Settings that are wrong make the check broken, not failed.</summary>
    protected Journey()
    {
        run = RunContext.OfThisTest();
        run.SkipElsewhere();
        visitor = new Visitor(run.Settings, run.Recorder, run.UserAgent, run.Time, run.Stop);
    }

    /// <summary>A short text that no other run has: put it into what the check creates, so that it can be found again.</summary>
    protected string RunId => run.Id;

    /// <summary>The environment's name, such as <c>production</c>.</summary>
    protected string Environment => run.Settings.Name;

    /// <summary>The environment's site, which relative addresses are added to.</summary>
    protected Uri Site => run.Settings.Site;

    /// <summary>Ends when the run must: on its time limit (<see cref="WithinAttribute"/>), or when the runner stops.</summary>
    protected CancellationToken Stop => run.Stop;

    /// <summary>The RestSharp client of the environment's API. Each request is a step; an answer of 500 or more fails it.</summary>
    protected RestClient Api => api ??= ApiClient.For(run.Settings, run.Recorder, run.Blotter, run.UserAgent, run.Stop);

    /// <summary>Opens a page in a tab of its own. Tabs of one journey share their cookies.</summary>
    /// <inheritdoc cref="Page.Open"/>
    protected Task<Page> Open(string address, int? status = null) => new Page(run.Settings.Site, visitor, run.Recorder).Open(address, status);

    /// <summary>An account of the environment; its password is blotted out of all that the run writes.</summary>
    /// <param name="name">Its key under <c>accounts</c> in <c>smoketests.json</c>.</param>
    protected Account Account(string name) => run.Account(name);

    /// <summary>A database of the environment, opened read-only.</summary>
    /// <param name="name">Its key under <c>databases</c> in <c>smoketests.json</c>.</param>
    protected Database Database(string name) => new(name, run.Settings, run.Need(run.Settings.Databases, "databases", name), run.Recorder, run.Blotter, run.Stop);

    /// <summary>Groups what <paramref name="act"/> does under one step.</summary>
    protected Task Step(string name, Func<Task> act) => run.Recorder.Take(name, async _ => { await act(); return true; });

    /// <inheritdoc cref="Step(string, Func{Task})"/>
    protected Task<T> Step<T>(string name, Func<Task<T>> act) => run.Recorder.Take(name, _ => act());

    /// <summary>Ends the journey and, where the test failed, adds its steps to the test's output.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        api?.Dispose();
        run.Finish();
        return ValueTask.CompletedTask;
    }
}
