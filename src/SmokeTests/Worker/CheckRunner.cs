using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using SmokeTests.Cleanup;
using SmokeTests.Runs;
using SmokeTests.Settings;
using Xunit;
using Xunit.Runner.Common;
using Xunit.Runner.InProc.SystemConsole;
using Xunit.Sdk;
using Xunit.v3;

namespace SmokeTests.Worker;

/// <summary>
/// xunit kept warm: discovers once, then runs single cases in this process, any number at once. The only file that knows
/// xunit's extensibility, which changes at major versions (build/Packages.props pins it).
/// </summary>
internal sealed class CheckRunner : IAsyncDisposable
{
    private static readonly TimeSpan CancelAfter = TimeSpan.FromSeconds(1);

    /// <summary>By then undoing, evidence and the browser's farewell have ended, each by a limit of its own.</summary>
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, RunClock> stopped = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> gates = new(StringComparer.Ordinal);
    private readonly ExecutionScheduler scheduler = ExecutionScheduler.CreateUnlimited();
    private readonly TestAssemblyConfiguration configuration = new();
    private readonly SuiteSettings settings;
    private IReadOnlyDictionary<string, IXunitTestCase> cases = new Dictionary<string, IXunitTestCase>();
    private AssemblyFixtures? fixtures;
    private ITestPipelineStartup? pipeline;
    private IXunitTestAssembly? assembly;

    private CheckRunner(SuiteSettings settings) => this.settings = settings;

    public IReadOnlyDictionary<string, IXunitTestCase> Cases => cases;

    /// <summary>Called when the time of a run stands still, or goes on: the runner is to know at once.</summary>
    public Action? ClockChanged { get; set; }

    /// <summary>
    /// By run, the seconds that its clock has stood still; null where none has. While one stands still the runner bears some more,
    /// so that a heartbeat may be late.
    /// </summary>
    public IReadOnlyDictionary<string, double>? Outside() => stopped.IsEmpty ? null
        : stopped.ToDictionary(c => c.Key,
            c => Math.Round((c.Value.StoodStill + (c.Value.StandsStill ? Ahead : TimeSpan.Zero)).TotalSeconds, 1));

    /// <summary>Which checks may not go on at once.</summary>
    public Collections Collections { get; private set; } = new(ParallelMode.Collections);

    /// <summary>How many tests the suite lets go on at once: 0 where it does not say so.</summary>
    public int MaxThreads => Math.Max(0, configuration.MaxParallelThreads ?? assembly?.MaxParallelThreads ?? 0);

    public static async Task<CheckRunner> Start(Assembly suite, SuiteSettings settings)
    {
        var engine = new CheckRunner(settings);
        await engine.Discover(suite);
        if (engine.fixtures is not null)
            await engine.fixtures.Create();
        return engine;
    }

    /// <summary>Runs a check. The runner keeps apart what may not overlap; one of an earlier version leaves that to this worker.</summary>
    /// <param name="said">Told what it writes and does, as it goes.</param>
    /// <param name="late">Told the verdict of a run that does not end, some seconds after its time was up; what it hands back then comes
    /// too late.</param>
    public async Task<RunFinished> Run(RunCheck order, Action<string>? said, Action<RunFinished> late, CancellationToken cancel)
    {
        if (!cases.TryGetValue(order.Check, out var test))
            return Verdict.Unknown(order);
        var gate = Collections.Of(test) is { } collection ? gates.GetOrAdd(collection, _ => new SemaphoreSlim(1)) : null;
        var entered = false;
        try
        {
            if (gate is not null)
                await gate.WaitAsync(cancel);
            entered = true;
            await fixtures!.Create().WaitAsync(cancel);
            return await Run(test, order, said, late, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return Verdict.Of(order, Happened.TimeUp, Place.BeforeBody,
                entered ? "Its time was over before the suite's assembly fixtures were made."
                    : "Its time was over before the other checks of its collection had ended.");
        }
        finally
        {
            if (entered)
                gate?.Release();
        }
    }

    /// <summary>Pays a debt as a run of its own: the method that undoes, as a test of its class.</summary>
    public async Task<RunFinished> Pay(Debt debt, CancellationToken cancel)
    {
        var order = new RunCheck(debt.Id, debt.Class) { IsPayment = true };
        try
        {
            var owner = cases.Values.FirstOrDefault(c => c.TestMethod.TestClass.TestClassName == debt.Class)?.TestMethod.TestClass
                ?? throw new CheckBrokenException(
                    $"The suite has no class {debt.Class} any more, which was to undo what run {debt.Run} created: {debt.Call}. Undo "
                        + $"it by hand, then: smoke debts --forget {debt.Id}");
            var undo = Debts.Find(owner.Class, debt);
            var arguments = DebtArguments.Read(undo, debt, settings.Named);
            var method = new XunitTestMethod(owner, undo, arguments, debt.Id);
            var payment = new XunitTestCase(method, $"undo {debt.Call}", debt.Id, @explicit: false, testMethodArguments: arguments);
            var late = new TaskCompletionSource<RunFinished>(TaskCreationOptions.RunContinuationsAsynchronously);
            // On a thread of its own: an undo that never ends must not end all the others.
            return await await Task.WhenAny(Task.Run(() => Run(payment, order, null, late.SetResult, cancel), CancellationToken.None),
                late.Task);
        }
        catch (CheckBrokenException e)
        {
            return Verdict.Of(order, Happened.CheckWrong, Place.Anywhere, e.Message);
        }
    }

    private async Task<RunFinished> Run(IXunitTestCase test, RunCheck order, Action<string>? said, Action<RunFinished> late,
        CancellationToken cancel)
    {
        using var run = new RunContext(order.Id, settings, TimeProvider.System, order);
        run.Own();
        var marks = CheckMetadata.Of(test.TestMethod);
        var sink = new RunSink(run.Recorder, () => run.OutOfTime, run.Time);
        using var live = said is null ? null : new LiveOutput(run, sink, said);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var began = TimeProvider.System.GetTimestamp();
        // A journey ends itself on its limit; the second is for checks that are none, the third for those that heed nothing.
        var clock = run.Start(marks.Limit, (CancelAfter, () => Cancel(stop)), (GiveUpAfter, () => late(Result(goesOn: true))));
        clock.Changed = () =>
        {
            stopped[order.Id] = clock;
            ClockChanged?.Invoke();
        };
        TestContext.SetForInitialization(sink, diagnosticMessages: true, internalDiagnosticMessages: false);
        TestContext.Current.KeyValueStorage[RunContext.Key] = run;
        TestContext.SetForTestAssembly(assembly!, TestEngineStatus.Running, stop.Token);
        if (configuration.Culture is { } culture)
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = culture.Length == 0
                ? CultureInfo.InvariantCulture
                : new CultureInfo(culture, useUserOverride: false);
        var (mappings, failure) = fixtures!.Now;
        var aggregator = ExceptionAggregator.Create();
        if (failure is not null)
            aggregator.Add(failure);
        // Who orders a check that is explicit has been asked for it; of one that is not, rows may be.
        await XunitTestCollectionRunner.Instance
            .Run(test.TestCollection, [test], test.Explicit ? ExplicitOption.On : ExplicitOption.Off, sink,
            aggregator, stop, ParallelMode.None, scheduler, mappings);
        await run.End();
        stopped.TryRemove(order.Id, out _);
        await DisposeOfArguments(test);
        return Result(goesOn: false);

        // What the monitor did for itself is none of the check's time.
        RunFinished Result(bool goesOn)
        {
            live?.Finish();
            return Verdict.Of(order, sink.All(), run, TimeProvider.System.GetElapsedTime(began) - run.Outside,
                Interval.TryParse(marks.Budget, out var budget) ? budget : null, goesOn);
        }
    }

    private static void Cancel(CancellationTokenSource stop)
    {
        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The run has just ended.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (fixtures is not null)
            await fixtures.DisposeAsync();
        if (pipeline is not null)
            await pipeline.StopAsync();
    }

    /// <summary>
    /// A theory that is enumerated at each run makes its arguments anew each time: a worker that lives for a day would keep them all.
    /// </summary>
    private static async Task DisposeOfArguments(IXunitTestCase test)
    {
        if (test is not XunitDelayEnumeratedTheoryTestCase { DisposalTracker: { } tracker }
            || tracker.TrackedObjects is not { Count: > 0 } left)
            return;
        tracker.Clear();
        await using var arguments = new DisposalTracker();
        arguments.AddRange(left);
    }

    private async Task Discover(Assembly suite)
    {
        SerializationHelper.Instance.AddRegisteredSerializers(suite, []);
        pipeline = await ProjectAssemblyRunner.InvokePipelineStartup(suite, null);
        TestContext.SetForInitialization(null, diagnosticMessages: true, internalDiagnosticMessages: false);
        var framework = RegisteredEngineConfig.GetTestFramework(suite, configFileName: null);
        if (pipeline is not null)
            framework.SetTestPipelineStartup(pipeline);
        var controller = new InProcessFrontController(framework, suite, configFilePath: null);
        ConfigReader_Json.Load(configuration, suite.Location);
        configuration.PreEnumerateTheories = true;
        var found = new List<IXunitTestCase>();
        using var never = new CancellationTokenSource();
        await controller.Find(null, TestFrameworkOptions.ForDiscovery(configuration), _ => true, never, discoveryCallback: (one, _) =>
        {
            if (one is IXunitTestCase test)
                found.Add(test);
            return new(true);
        });
        cases = Catalog.Keyed(found);
        if (found.Count == 0)
            return;
        assembly = found[0].TestMethod.TestClass.TestCollection.TestAssembly;
        Collections = new Collections(configuration.ParallelMode ?? assembly.ParallelMode ?? ParallelMode.Collections);
        fixtures = new AssemblyFixtures(assembly);
    }
}
