using SmokeTests.Recording;
using SmokeTests.Settings;
using Xunit;
using Xunit.v3;

namespace SmokeTests.Worker;

/// <summary>What belongs to one run: under a worker it comes with the runner's order, under <c>dotnet test</c> it is made for the test.</summary>
internal sealed class RunContext : IDisposable
{
    public const string Key = "smoketests.run";

    private static readonly Lazy<SuiteSettings> OfThisFolder = new(() => SuiteSettings.Load(null, null, SettingsFile.Variables()));

    private readonly SuiteSettings settings;

    public RunContext(string id, SuiteSettings settings, TimeProvider time)
    {
        (Id, this.settings, Time) = (id, settings, time);
        Recorder = new Recorder(time, Blotter, () => OutOfTime ? Limit : null);
    }

    public string Id { get; }

    public TimeProvider Time { get; }

    public Blotter Blotter { get; } = new();

    public Recorder Recorder { get; }

    public EnvironmentSettings Settings => settings.Required();

    public CancellationToken Stop { get; private set; }

    public string UserAgent { get; private set; } = "";

    public TimeSpan Limit { get; private set; } = Protocol.UsualLimit;

    /// <summary>Whether a journey took this context up.</summary>
    public bool Begun => stop is not null;

    public bool OutOfTime => deadline?.IsCancellationRequested == true;

    private CancellationTokenSource? deadline;
    private CancellationTokenSource? stop;

    public static RunContext OfThisTest()
    {
        var test = TestContext.Current;
        var run = test.KeyValueStorage.TryGetValue(Key, out var ordered) && ordered is RunContext given
            ? given
            : new RunContext(Guid.NewGuid().ToString("N")[..8], OfThisFolder.Value, TimeProvider.System);
        run.Begin(test);
        return run;
    }

    /// <summary>Environments that a check is not meant for skip it, also under <c>dotnet test</c>.</summary>
    public void SkipElsewhere()
    {
        if (TestContext.Current.TestMethod is IXunitTestMethod method && Marks.Of(method).RunsIn(Settings.Name) is false)
            throw new SkippedException($"not meant for the environment '{Settings.Name}'");
    }

    public Account Account(string name)
    {
        var account = Need(Settings.Accounts, "accounts", name);
        var password = Value(account.Password, name);
        Blotter.Learn(password);
        return new Account(Value(account.User, name), new Secret(password));

        static string Value(Text text, string name) => text.Value ?? throw new CheckBrokenException(
            $"The account '{name}' needs the environment variable {text.MissingVariable}, which is not set.");
    }

    public T Need<T>(IReadOnlyDictionary<string, T> all, string kind, string name) => all.TryGetValue(name, out var found)
        ? found
        : throw new CheckBrokenException($"The environment '{Settings.Name}' has no {name} among its {kind}. "
            + (all.Count == 0 ? $"Add \"{kind}\" to {SettingsFile.Name}." : $"There are: {string.Join(", ", all.Keys)}."));

    public void Finish()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed && TestContext.Current.TestOutputHelper is { } output)
            foreach (var step in Recorder.Steps)
                output.WriteLine($"{new string(' ', step.Depth * 2)}{(step.Failed ? "✗" : "✓")} {step.Name}  {step.Ms:0} ms  {step.Status} {step.Page}".TrimEnd());
        Dispose();
    }

    public void Dispose()
    {
        stop?.Dispose();
        deadline?.Dispose();
    }

    private void Begin(ITestContext test)
    {
        var marks = test.TestMethod is IXunitTestMethod method ? Marks.Of(method) : new Marks();
        Limit = marks.Limit;
        deadline = new CancellationTokenSource(Limit, Time);
        stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, test.CancellationToken);
        Stop = stop.Token;
        var check = test.TestMethod is { } m ? $"{m.TestClass.TestClassSimpleName}.{m.MethodName}" : "journey";
        UserAgent = $"SmokeTests/{typeof(RunContext).Assembly.GetName().Version!.ToString(3)} ({check}; run {Id})";
    }
}

/// <summary>xunit takes an exception whose message begins so as a skipped test, wherever it is thrown.</summary>
internal sealed class SkippedException(string reason) : Exception("$XunitDynamicSkip$" + reason);
