using SmokeTests.Worker;
using System.Data.Common;
using System.Net.Http.Headers;
using SmokeTests.Accounts;
using SmokeTests.Http;
using SmokeTests.Recording;
using SmokeTests.Settings;
using Xunit;
using Xunit.v3;

namespace SmokeTests.Runs;

/// <summary>
/// What belongs to one run: under a worker it comes with the runner's order, under <c>dotnet test</c> it is made for the test.
/// </summary>
internal sealed class RunContext : IDisposable
{
    public const string Key = "smoketests.run";

    private static readonly TimeSpan PayingLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AfterwardsLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LateLimit = TimeSpan.FromSeconds(1.2);

    private const int MostDatabases = 50;

    /// <summary>The monitor's own work has an end, too.</summary>
    private static readonly TimeSpan OutsideLimit = TimeSpan.FromMinutes(1);

    private static readonly Lazy<SuiteSettings> OfThisFolder = new(() => SuiteSettings.Load(null, null, SettingsFile.Variables()));

    private readonly SuiteSettings settings;
    private readonly List<IEvidenceSource> attendants = [];
    private readonly BorrowedLogIns borrowed = new();
    private IReadOnlyList<IEvidenceSource>? ofTheBody;
    private Exchange? lastOfTheBody;
    private readonly List<DbException> databases = [];
    private RunClock? clock;
    private CancellationTokenSource? stop;
    private (TimeSpan Limit, CancellationToken Over)? timeout;
    private bool paying;

    /// <summary>What the check had, where that was up at the end of its body.</summary>
    private TimeSpan? late;

    public RunContext(string id, SuiteSettings settings, TimeProvider time, RunCheck? order = null)
    {
        (Id, this.settings, Time, Order) = (id, settings, time, order);
        Redactor = new SecretRedactor(settings.Secrets);
        Recorder = new Recorder(time, Redactor, () => paying ? null : UpAfter, () => Team);
        (Recorder.Spans.AreExported, Recorder.Spans.AreUntold) = (order?.Spans == true, order?.IsPayment == true);
    }

    public string Id { get; }

    public TimeProvider Time { get; }

    /// <summary>What the runner ordered; null under <c>dotnet test</c>.</summary>
    public RunCheck? Order { get; }

    public SecretRedactor Redactor { get; }

    /// <summary>The secrets of its environment, by name.</summary>
    public IEnumerable<SettingSecret> NamedSecrets => settings.Named;

    /// <summary>All secrets of the settings, of whichever environment.</summary>
    public IReadOnlyCollection<string> SettingsSecrets => settings.Secrets.Values;

    public Recorder Recorder { get; }

    /// <summary>What it writes to the console.</summary>
    public RunOutput Output { get; } = new();

    /// <summary>The run whose code is writing to the console, under a worker.</summary>
    public static RunContext? Writing => Flow.Value;

    /// <summary>
    /// The run whose code this is, in threads, timers and work items that it started as well, also after its end. Asked while an
    /// exception is thrown: it throws none itself.
    /// </summary>
    private static readonly AsyncLocal<RunContext?> Flow = new(ThreadOwners.Changed);

    /// <summary>From here on, and in all that is started from here, the code is this run's.</summary>
    public void Own() => Flow.Value = this;

    public EnvironmentSettings Settings => settings.Required();

    public CancellationToken Stop { get; private set; }

    public RequestHeaders RequestHeaders { get; private set; } = new("journey", "", []);

    public TimeSpan Limit { get; private set; } = Protocol.UsualLimit;

    public string? Team { get; private set; }

    /// <summary>The check's class and method.</summary>
    public string Check { get; private set; } = "";

    /// <summary>The files that it left, where the runner asked for them.</summary>
    public IReadOnlyList<EvidenceFile> Evidence { get; private set; } = [];

    /// <summary>Whether a journey took this context up.</summary>
    public bool Begun => stop is not null;

    public bool OutOfTime => clock?.Over.IsCancellationRequested == true;

    /// <summary>
    /// The time that is up: the check's, or what <c>[Fact(Timeout)]</c> gives the test itself; null while there is some left.
    /// </summary>
    public TimeSpan? UpAfter => OutOfTime ? Limit : timeout is { Over.IsCancellationRequested: true } own ? own.Limit : null;

    /// <summary>How long the clock has stood still for work of the monitor.</summary>
    public TimeSpan Outside => clock?.StoodStill ?? TimeSpan.Zero;

    /// <summary>
    /// The whole story of a run costs time: it is written when a failure is confirmed, and for whoever runs tests by hand.
    /// </summary>
    public bool WantsTrace => Settings.Browser.Trace ?? Order?.Trace ?? true;

    /// <summary>The run that calls: for words that belong to no journey's instance.</summary>
    public static RunContext Current => Find(TestContext.Current)
        ?? throw new CheckBrokenException("There is no journey here: derive the test class from Journey.");

    public static RunContext OfThisTest()
    {
        var test = TestContext.Current;
        // Under dotnet test all tests share one storage: each run is found by its own test.
        if (Find(test) is not { } run)
            test.KeyValueStorage[KeyOf(test)] = run =
                new RunContext(Guid.NewGuid().ToString("N")[..8], OfThisFolder.Value, TimeProvider.System);
        run.Begin(test);
        return run;
    }

    private static RunContext? Find(ITestContext test) =>
        (test.KeyValueStorage.TryGetValue(Key, out var found) || test.KeyValueStorage.TryGetValue(KeyOf(test), out found))
            ? found as RunContext
            : null;

    private static string KeyOf(ITestContext test) => $"{Key}:{test.Test?.UniqueID ?? test.TestCase?.UniqueID}";

    /// <summary>Environments that a check is not meant for skip it, also under <c>dotnet test</c>.</summary>
    public void SkipElsewhere()
    {
        if (TestContext.Current.TestMethod is IXunitTestMethod method && CheckMetadata.Of(method).RunsIn(Settings.Name) is false)
            throw new SkippedException($"not meant for the environment '{Settings.Name}'");
    }

    public Account Account(string name) => Account(name, Need(Settings.Accounts, "accounts", name).Pool[0]);

    /// <summary>A log-in that nobody else uses until this run has ended.</summary>
    public Task<Account> Borrow(string name) => Recorder.Take($"borrow the account {name}", async _ =>
    {
        var account = Need(Settings.Accounts, "accounts", name);
        // What is left is for the check itself: it is not the product's fault that it had to wait.
        var patience = Limit / 2;
        if (await AccountPool.Borrow(Settings.Name, name, account, patience, Limit, AccountLender.Runner, Time, Stop) is not { } lent)
            throw new CheckBrokenException(
                $"Every log-in of the account '{name}' ({account.Pool.Count}) was in use for {Interval.Write(patience)}, half of the "
                    + "check's time. Add more to its \"pool\".");
        borrowed.Add(lent.Lock);
        return Account(name, lent.LogIn);
    }, StepOf.Monitor);

    public Secret Secret(string name) => Learned(Need(Settings.Secrets, "secrets", name), $"secret '{name}'");

    public Secret Learned(Text text, string what)
    {
        var value = text.Value
            ?? throw new CheckBrokenException($"The {what} needs the environment variable {text.MissingVariable}, which is not set.");
        Redactor.Learn(value);
        return new Secret(value);
    }

    /// <summary>What the log-in that stands in one of the environment's addresses says to that address's origin.</summary>
    public AuthenticationHeaderValue? LogInOf(Uri address) => Settings.LogInOf(address)?.Header;

    public T Need<T>(IReadOnlyDictionary<string, T> all, string kind, string name) => all.TryGetValue(name, out var found)
        ? found
        : throw new CheckBrokenException($"The environment '{Settings.Name}' has no {name} among its {kind}. "
            + (all.Count == 0 ? $"Add \"{kind}\" to {SettingsFile.Name}." : $"There are: {string.Join(", ", all.Keys)}."));

    /// <summary>
    /// Does work of the monitor itself, such as starting a browser: the check's time stands still meanwhile, and the step is
    /// marked as the monitor's.
    /// </summary>
    /// <param name="what">The step, such as <c>start Chromium</c>.</param>
    /// <param name="act">The work.</param>
    /// <param name="most">How long it may take; a minute by default.</param>
    /// <exception cref="CheckBrokenException">It was not done in that time.</exception>
    public Task<T> OutsideTheClock<T>(string what, Func<Task<T>> act, TimeSpan? most = null) => Recorder.Take(what, async _ =>
    {
        using var stopped = clock?.Stop();
        Recorder.Note("the monitor's own time");
        try
        {
            return await act().WaitAsync(most ?? OutsideLimit, Time, Stop);
        }
        catch (TimeoutException e)
        {
            throw new CheckBrokenException(
                $"The monitor could not {what} within {Interval.Write(most ?? OutsideLimit)}. The machine may have too much to do.", e);
        }
    }, StepOf.Monitor);

    /// <summary>A database's exception, as it is thrown.</summary>
    public void Remember(DbException thrown)
    {
        lock (databases)
            if (databases.Count < MostDatabases && !databases.Contains(thrown))
                databases.Add(thrown);
    }

    /// <summary>The exception of a database that was reported so; null where none was seen.</summary>
    public DbException? Itself(Thrown reported)
    {
        lock (databases)
            return databases.FindLast(d => d.GetType().FullName == reported.Type && Thrown.Said(d.Message) == reported.Message);
    }

    /// <summary>Lets something go along with this run until it ends.</summary>
    public void Attend(IEvidenceSource attendant)
    {
        lock (attendants)
            attendants.Add(attendant);
    }

    public T? Attending<T>() where T : class, IEvidenceSource
    {
        lock (attendants)
            return attendants.OfType<T>().FirstOrDefault();
    }

    /// <summary>
    /// What goes along with the run is left behind: others take its place. The first ones are kept, since the run's evidence is theirs.
    /// </summary>
    public async Task ChangeVisitor()
    {
        IEvidenceSource[] before;
        lock (attendants)
        {
            before = [.. attendants];
            attendants.Clear();
        }
        if (ofTheBody is null)
        {
            (ofTheBody, lastOfTheBody) = (before, Recorder.Transcript.Last);
            return;
        }
        await LetGo(before);
    }

    /// <summary>
    /// Whether the library's own part after a check goes on: undoing, evidence, letting go. Nothing of it changes whose fault a run is.
    /// </summary>
    public bool IsEnding { get; private set; }

    /// <summary>What the run owes is paid by this; called once, at the latest when the test has ended.</summary>
    public Action? Unpaid { get; set; }

    /// <summary>Collects the evidence of a run that failed, and lets go of all that went along with it.</summary>
    public async Task Finish()
    {
        IsEnding = true;
        var failed = TestContext.Current.TestState?.Result == TestResult.Failed;
        late ??= OutOfTime ? Limit : null;
        if (failed || Order?.Keep == true)
            await InTime(Testify(failed), "its evidence was not collected");
        await LetGo();
        TestContext.Current.KeyValueStorage.TryRemove(KeyOf(TestContext.Current), out _);
        // In a worker its time goes on: the class's own clean-up may, and its fixtures'.
        if (Order is null)
            Dispose();
        else
            borrowed.GiveBack();
        IsEnding = false;
        // A worker says so itself, with whatever else there is to say.
        if (Order is null && !failed && late is { } limit)
            throw Recorder.Interrupted is { } word && Recorder.Late(word, limit) is { } told
                ? new JourneyFailedException(told.Message, null) : new CheckBrokenException(Recorder.UpInOwnCode(limit));
    }

    /// <summary>At the end of the test: what a class did not do that never came to its own end.</summary>
    public async Task End()
    {
        IsEnding = true;
        Unpaid?.Invoke();
        await LetGo();
    }

    /// <summary>
    /// From now on the run undoes what it did. Under <c>dotnet test</c> it has 30 s for that; in a worker what is left of the
    /// check's time and a second more, since the runner ends what takes longer. False where nothing is left.
    /// </summary>
    public bool BeginPaying()
    {
        IsEnding = true;
        if (Order is not null && OutOfTime)
            return false;
        late ??= OutOfTime ? Limit : null;
        paying = true;
        stop?.Dispose();
        stop = new CancellationTokenSource(Left(PayingLimit, TimeSpan.FromSeconds(1)), Time);
        Stop = stop.Token;
        return true;
    }

    public void Dispose()
    {
        borrowed.Dispose();
        stop?.Dispose();
        clock?.Dispose();
    }

    /// <summary>How long something may take after the check's body: in a worker the rest of the check's time and a little more.</summary>
    private TimeSpan Left(TimeSpan most, TimeSpan more)
    {
        if (Order is null || clock is null)
            return most;
        var left = Limit - clock.Passed;
        left = (left > TimeSpan.Zero ? left : TimeSpan.Zero) + more;
        return left < most ? left : most;
    }

    private async Task LetGo()
    {
        IEvidenceSource[] all;
        lock (attendants)
        {
            all = [.. attendants, .. ofTheBody ?? []];
            attendants.Clear();
            ofTheBody = null;
        }
        await LetGo(all);
    }

    private async Task LetGo(IEvidenceSource[] all)
    {
        if (all.Length > 0)
            await InTime(Task.WhenAll(all.Select(a => a.Leave())), "what went along with it, such as its browser, was not closed");
    }

    /// <summary>Whatever comes after the check is not waited for without end, and fails nothing.</summary>
    private async Task InTime(Task work, string otherwise)
    {
        try
        {
            await work.WaitAsync(Left(AfterwardsLimit, LateLimit), Time);
        }
#pragma warning disable CA1031 // It is the monitor's own work: a check's verdict does not depend on it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Output.Write($"Afterwards: {otherwise}{(e is TimeoutException ? " in time" : $": {e.Message}")}.\n");
        }
    }

    private async Task Testify(bool failed)
    {
        var evidence = new Evidence(Redactor);
        if (Recorder.Transcript.Exchanges is { Count: > 0 } exchanges)
        {
            evidence.Bytes("transcript.har", Har.Write(exchanges, Redactor), "application/json");
            if ((ofTheBody is null ? exchanges[^1] : lastOfTheBody) is { Type: { } type } last
                && type.Contains("html", StringComparison.OrdinalIgnoreCase) && Exchange.Readable(last.Body, type) is { } page)
                evidence.Text("page.html", page, "text/html");
        }
        foreach (var attendant in ofTheBody ?? attendants)
            await attendant.Collect(evidence);
        if (Order is { Evidence: { } folder })
            Evidence = evidence.WriteTo(folder);
        else if (Order is null && failed)
            Attach(evidence);
    }

    /// <summary>Under <c>dotnet test</c> the steps go to the test's output and the files to its attachments.</summary>
    private void Attach(Evidence evidence)
    {
        foreach (var (name, type, content) in evidence.Files)
            TestContext.Current.AddAttachment(name, content, type);
        if (TestContext.Current.TestOutputHelper is { } output)
            foreach (var step in Recorder.Steps)
                output.WriteLine(($"{new string(' ', step.Depth * 2)}{(step.Failed ? "✗" : "✓")} {step.Name}  {step.Ms:0} ms  "
                    + $"{step.Status} {step.Page}").TrimEnd());
    }

    private Account Account(string name, LogInSettings logIn) => new(
        logIn.User.Value ?? throw new CheckBrokenException(
            $"The account '{name}' needs the environment variable {logIn.User.MissingVariable}, which is not set."),
        Learned(logIn.Password, $"account '{name}'"),
        logIn.Totp is null ? null : Learned(logIn.Totp, $"account '{name}'"), Time);

    private void Begin(ITestContext test)
    {
        var marks = test.TestMethod is IXunitTestMethod method ? CheckMetadata.Of(method) : new CheckMetadata();
        // In a worker the run's time goes already: its fixtures have taken some of it.
        var going = clock ?? Start(marks.Limit);
        stop?.Dispose();
        stop = CancellationTokenSource.CreateLinkedTokenSource(going.Over, test.CancellationToken);
        Stop = stop.Token;
        timeout = test.Test is IXunitTest { Timeout: > 0 and var most } ? (TimeSpan.FromMilliseconds(most), test.CancellationToken) : null;
        Stand(test.TestMethod is { } m ? $"{m.TestClass.TestClassSimpleName}.{m.MethodName}" : "journey", marks.Team);
    }

    /// <summary>Lets the run's time begin.</summary>
    /// <param name="limit">How long it may take.</param>
    /// <param name="later">What happens when it takes longer.</param>
    internal RunClock Start(TimeSpan limit, params (TimeSpan After, Action Act)[] later)
    {
        Limit = limit;
        clock = new RunClock(Time, limit, later);
        Stop = clock.Over;
        return clock;
    }

    /// <summary>Says which check this is, and whose.</summary>
    internal void Stand(string check, string? team)
    {
        (Check, Team) = (check, team);
        RequestHeaders = new RequestHeaders(check, Id, settings.Mistakes.Count > 0 ? [] : Settings.Own);
        foreach (var (_, logIn) in settings.Mistakes.Count > 0 ? [] : Settings.LogIns)
            Redactor.Learn(logIn.Password);
    }
}
