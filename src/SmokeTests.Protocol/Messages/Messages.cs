using System.Text.Json.Serialization;
using SmokeTests.Recording;

namespace SmokeTests.Worker;

/// <summary>
/// What worker and runner say to each other: one JSON object a line over one socket. A change that an older side cannot
/// read raises <see cref="Version"/>, which stands in the suite's assembly (package/SmokeTests.targets) and in <see cref="Hello"/>.
/// </summary>
internal static class Protocol
{
    public const int Version = 1;
    public const string MetadataKey = "SmokeTests.Protocol";

    /// <summary>The argument that tells a worker to ask before a run uses a log-in: other machines use it as well.</summary>
    public const string Lends = "--lends";

    /// <summary>
    /// The argument that asks a worker to tell which secrets it meets: its runner blots them out of what it writes when it crashes.
    /// </summary>
    public const string TellsSecrets = "--secrets";

    /// <summary>The time that a run may take where no <c>[Within]</c> says otherwise; both sides go by it.</summary>
    public static readonly TimeSpan UsualLimit = TimeSpan.FromSeconds(30);

    /// <summary>A worker says so often that it is alive.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
}

/// <summary>How a run ended.</summary>
internal enum Outcome
{
    /// <summary>All is well.</summary>
    Passed,

    /// <summary>Passed, but over its budget.</summary>
    Slow,

    /// <summary>The product is wrong.</summary>
    Failed,

    /// <summary>The check or the monitor is wrong.</summary>
    Broken,

    /// <summary>Not meant to run here.</summary>
    Skipped,

    /// <summary>Its worker died in mid-run: it says nothing, and is repeated.</summary>
    Lost,
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Hello), "hello")]
[JsonDerivedType(typeof(RunFinished), "finished")]
[JsonDerivedType(typeof(DebtsChanged), "debts")]
[JsonDerivedType(typeof(Heartbeat), "beat")]
[JsonDerivedType(typeof(Said), "said")]
[JsonDerivedType(typeof(Ending), "ending")]
[JsonDerivedType(typeof(LogInWanted), "want")]
[JsonDerivedType(typeof(LogInBack), "back")]
[JsonDerivedType(typeof(SecretMet), "secret")]
[JsonDerivedType(typeof(RunCheck), "run")]
[JsonDerivedType(typeof(CancelRun), "cancel")]
[JsonDerivedType(typeof(StopWorker), "stop")]
[JsonDerivedType(typeof(LogInLent), "lent")]
internal abstract record WorkerMessage;

/// <summary>Worker: I am ready, and this is what I can run.</summary>
internal sealed record Hello(int Protocol, string Library, string Suite, string Environment, IReadOnlyList<string> Mistakes,
    IReadOnlyList<CheckFound> Checks) : WorkerMessage
{
    /// <summary>How many checks may be on the environment's site at once.</summary>
    public int AtOnce { get; init; }

    /// <summary>The host that the environment's site stands on, with its port: sites of several suites may share it.</summary>
    public string? Host { get; init; }

    /// <summary>How many checks the suite lets go on at once, where it says so; 0 where it does not.</summary>
    public int MaxThreads { get; init; }
}

/// <summary>Worker: that run has ended.</summary>
internal sealed record RunFinished(string Id, Outcome Outcome, double Ms, IReadOnlyList<StepTaken> Steps, Failure? Failure, string? Output)
    : WorkerMessage
{
    /// <summary>The files that it left in the folder of its order.</summary>
    public IReadOnlyList<EvidenceFile> Evidence { get; init; } = [];

    public IReadOnlyList<Measure> Measures { get; init; } = [];

    /// <summary>The W3C trace id that its requests carried.</summary>
    public string? Trace { get; init; }

    /// <summary>When the first of its steps could begin, where the runner exports traces: steps and requests count from then.</summary>
    public DateTimeOffset? Began { get; init; }

    /// <summary>The requests that it sent to the environment's own origins, where the runner exports traces.</summary>
    public IReadOnlyList<RequestSpan> Requests { get; init; } = [];

    /// <summary>True where the verdict stands but the run does not end: its worker is to be replaced.</summary>
    public bool? GoesOn { get; init; }
}

/// <summary>Worker: what is owed has changed; the ledger says how.</summary>
internal sealed record DebtsChanged : WorkerMessage;

/// <summary>Worker: I am alive.</summary>
/// <param name="Wait">How long work waits for a thread, in milliseconds: above some tens the machine has too much to do.</param>
internal sealed record Heartbeat(double Wait) : WorkerMessage
{
    /// <summary>Every thread that the pool may have is held up by what a check has started.</summary>
    public bool? IsHeldUp { get; init; }

    /// <summary>
    /// By run: so many seconds are to be added to its time, because the monitor did work of its own in it, such as starting a browser.
    /// </summary>
    public IReadOnlyDictionary<string, double>? Outside { get; init; }
}

/// <summary>Worker: something ends this process, or spoils it for all its checks.</summary>
/// <param name="Check">Whose code it was, by the context that it ran in; null where that is not known.</param>
/// <param name="Why">What happened, in words, with its stack.</param>
internal sealed record Ending(string? Check, string Why) : WorkerMessage;

/// <summary>Worker: that run says this, as it goes.</summary>
internal sealed record Said(string Id, string Text) : WorkerMessage;

/// <summary>Worker: this is a secret that the settings do not have, such as a token. It is said before anybody can use it.</summary>
internal sealed record SecretMet(string Text) : WorkerMessage;

/// <summary>Worker: may a run use this log-in, alone among all runners? Asked where the runner lends.</summary>
/// <param name="Id">The loan's.</param>
/// <param name="LogIn">A number of it that is the same on every machine.</param>
/// <param name="Seconds">It is back by then, whatever happens.</param>
internal sealed record LogInWanted(string Id, string LogIn, double Seconds) : WorkerMessage;

/// <summary>Worker: the run is over that used it, or wanted to.</summary>
internal sealed record LogInBack(string Id) : WorkerMessage;

/// <summary>Runner: the answer.</summary>
internal sealed record LogInLent(string Id, AccountLease Loan) : WorkerMessage;

/// <summary>What becomes of the wish for a log-in.</summary>
internal enum AccountLease
{
    /// <summary>Nobody else uses it.</summary>
    Given,

    /// <summary>A run of another runner has it.</summary>
    Taken,

    /// <summary>A run had it whose runner is gone: it is back when its time is over.</summary>
    Left,

    /// <summary>Whoever knows cannot be asked.</summary>
    Unknown,
}

/// <summary>Runner: run that check.</summary>
/// <param name="Evidence">The folder for what explains a failure.</param>
/// <param name="Keep">Leave evidence of a good run as well, to compare with.</param>
/// <param name="Trace">Write down everything: the run confirms a failure.</param>
/// <param name="Live">Say what it writes and does as it goes, not only at its end.</param>
internal sealed record RunCheck(string Id, string Check, string? Evidence = null, bool Keep = false, bool Trace = false, bool Live = false)
    : WorkerMessage
{
    /// <summary>Tell each request as a span: the runner exports traces.</summary>
    public bool Spans { get; init; }

    /// <summary>It undoes what an earlier run left: no run of the runner's, and in no trace that anybody exports.</summary>
    [JsonIgnore]
    public bool IsPayment { get; init; }
}

/// <summary>Runner: end that run, its time is up.</summary>
internal sealed record CancelRun(string Id) : WorkerMessage;

/// <summary>Runner: take no more, dispose of the fixtures and go.</summary>
internal sealed record StopWorker : WorkerMessage;

/// <summary>A check as its suite describes it; times and schedules as they were written.</summary>
internal sealed record CheckFound(
    string Key,
    string Name,
    string Group,
    string? Team,
    string? Every,
    string? Cron,
    string? Zone,
    string? Within,
    string? Budget,
    bool RunsHere,
    string? Skip,
    IReadOnlyList<string> DependsOn,
    string Class,
    string? File,
    int? Line,
    string? During = null,
    bool Pages = false,
    IReadOnlyList<string>? Owners = null,
    IReadOnlyList<string>? From = null)
{
    /// <summary>It runs only when somebody asks for it.</summary>
    public bool Explicit { get; init; }

    /// <summary>Checks that name the same one never overlap.</summary>
    public string? Collection { get; init; }

    /// <summary>Nothing else of its suite may go on while it does.</summary>
    public bool Alone { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(WorkerMessage))]
[JsonSerializable(typeof(IReadOnlyList<StepTaken>))]
[JsonSerializable(typeof(IReadOnlyList<EvidenceFile>))]
[JsonSerializable(typeof(IReadOnlyList<Measure>))]
[JsonSerializable(typeof(Failure))]
internal sealed partial class WorkerMessageJson : JsonSerializerContext;
