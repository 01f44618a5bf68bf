using System.Collections.Concurrent;
using System.Reflection;
using SmokeTests.Cleanup;
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
internal sealed class Engine : IAsyncDisposable
{
    private static readonly TimeSpan CancelAfter = TimeSpan.FromSeconds(1);

    /// <summary>By then undoing, evidence and the browser's farewell have ended, each by a limit of its own.</summary>
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, IXunitTestCase> cases = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> collections = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RunClock> stopped = new(StringComparer.Ordinal);
    private readonly AssemblyFixtures assemblyFixtures = new(TimeProvider.System);
    private readonly ExecutionScheduler scheduler = ExecutionScheduler.CreateUnlimited();
    private readonly SuiteSettings settings;
    private IXunitTestAssembly? assembly;

    private Engine(SuiteSettings settings) => this.settings = settings;

    public IReadOnlyDictionary<string, IXunitTestCase> Cases => cases;

    /// <summary>Called when the time of a run stands still, or goes on: the runner is to know at once.</summary>
    public Action? ClockChanged { get; set; }

    /// <summary>
    /// By run, the seconds that its clock has stood still; null where none has. While one stands still the runner bears some more,
    /// so that a heartbeat may be late.
    /// </summary>
    public IReadOnlyDictionary<string, double>? Outside() => stopped.IsEmpty ? null
        : stopped.ToDictionary(c => c.Key, c => Math.Round((c.Value.StoodStill + (c.Value.StandsStill ? Ahead : TimeSpan.Zero)).TotalSeconds, 1));

    public static async Task<Engine> Start(Assembly suite, SuiteSettings settings)
    {
        var engine = new Engine(settings);
        await engine.Discover(suite);
        if (engine.assembly is { } assembly)
            await engine.assemblyFixtures.Ready(assembly);
        return engine;
    }

    /// <summary>Runs a check, once those of its collection let it.</summary>
    /// <param name="said">Told what it writes and does, as it goes.</param>
    /// <param name="late">Told the verdict of a run that does not end, some seconds after its time was up; what it hands back then comes too late.</param>
    public async Task<RunFinished> Run(RunCheck order, Action<string>? said, Action<RunFinished> late, CancellationToken cancel)
    {
        if (!cases.TryGetValue(order.Check, out var test))
            return Verdict.Unknown(order);
        var gate = Gate(test.TestCollection);
        if (gate is not null)
            await gate.WaitAsync(cancel);
        try
        {
            return await Run(test, order, said, late, cancel);
        }
        finally
        {
            gate?.Release();
        }
    }

    /// <summary>Pays a debt as a run of its own: the method that undoes, as a test of its class.</summary>
    public async Task<RunFinished> Pay(Debt debt, CancellationToken cancel)
    {
        var order = new RunCheck(debt.Id, debt.Class);
        try
        {
            var owner = cases.Values.FirstOrDefault(c => c.TestMethod.TestClass.TestClassName == debt.Class)?.TestMethod.TestClass
                ?? throw new CheckBrokenException($"The suite has no class {debt.Class} any more, which was to undo what run {debt.Run} created: {debt.Call}. Undo it by hand, then: smoke debts --forget {debt.Id}");
            var undo = Debts.Find(owner.Class, debt);
            var arguments = Debts.Arguments(undo, debt);
            var method = new XunitTestMethod(owner, undo, arguments, debt.Id);
            var payment = new XunitTestCase(method, $"undo {debt.Call}", debt.Id, @explicit: false, testMethodArguments: arguments);
            var late = new TaskCompletionSource<RunFinished>(TaskCreationOptions.RunContinuationsAsynchronously);
            // On a thread of its own: an undo that never ends must not end all the others.
            return await await Task.WhenAny(Task.Run(() => Run(payment, order, null, late.SetResult, cancel), CancellationToken.None), late.Task);
        }
        catch (CheckBrokenException e)
        {
            return Verdict.Of(order, Happened.CheckWrong, e.Message);
        }
    }

    /// <param name="late">Told the verdict of a run that does not end, some seconds after its time was up.</param>
    private async Task<RunFinished> Run(IXunitTestCase test, RunCheck order, Action<string>? said, Action<RunFinished> late, CancellationToken cancel)
    {
        using var run = new RunContext(order.Id, settings, TimeProvider.System, order);
        if (await assemblyFixtures.Ready(assembly!) is { } missing)
            return Verdict.Of(order, run, missing);
        var marks = Marks.Of(test.TestMethod);
        var sink = new RunSink(run.Recorder);
        if (said is not null)
        {
            run.Recorder.Heard = step => said($"{new string(' ', step.Depth * 2)}{(step.Failed ? "✗" : "✓")} {step.Name}  {step.Ms:0} ms\n");
            sink.Heard = run.Output.Heard = text => said(run.Blotter.Blot(text));
        }
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
        await XunitTestCollectionRunner.Instance.Run(test.TestCollection, [test], ExplicitOption.On, sink,
            ExceptionAggregator.Create(), stop, ParallelMode.None, scheduler, assemblyFixtures.All);
        await run.End();
        stopped.TryRemove(order.Id, out _);
        return Result(goesOn: false);

        // What the monitor did for itself is none of the check's time.
        RunFinished Result(bool goesOn) => Verdict.Of(order, sink.All(), run, TimeProvider.System.GetElapsedTime(began) - run.Outside,
            Interval.TryParse(marks.Budget, out var budget) ? budget : null, goesOn);
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

    public ValueTask DisposeAsync() => assemblyFixtures.DisposeAsync();

    private async Task Discover(Assembly suite)
    {
        SerializationHelper.Instance.AddRegisteredSerializers(suite, []);
        var pipeline = await ProjectAssemblyRunner.InvokePipelineStartup(suite, null);
        TestContext.SetForInitialization(null, diagnosticMessages: true, internalDiagnosticMessages: false);
        var framework = RegisteredEngineConfig.GetTestFramework(suite, configFileName: null);
        if (pipeline is not null)
            framework.SetTestPipelineStartup(pipeline);
        var controller = new InProcessFrontController(framework, suite, configFilePath: null);
        var project = new XunitProject();
        var described = new XunitProjectAssembly(project, suite.Location, new(3, ".NETCoreApp,Version=v10.0")) { Assembly = suite };
        project.Add(described);
        described.Configuration.PreEnumerateTheories = true;
        using var never = new CancellationTokenSource();
        await controller.Find(null, TestFrameworkOptions.ForDiscovery(described.Configuration), _ => true, never, discoveryCallback: (found, _) =>
        {
            if (found is IXunitTestCase test)
                cases[Catalog.Key(test)] = test;
            return new(true);
        });
        assembly = cases.Values.FirstOrDefault()?.TestMethod.TestClass.TestCollection.TestAssembly;
    }

    /// <summary>Checks that share a collection by name never overlap; xunit's own collection per class binds nothing here.</summary>
    private SemaphoreSlim? Gate(IXunitTestCollection collection) =>
        collection.CollectionDefinition is null && !collection.DisableParallelization ? null
        : collections.GetOrAdd(collection.UniqueID, _ => new SemaphoreSlim(1));
}
