using System.Globalization;
using System.Text;

namespace SmokeTests.Recording;

/// <summary>Writes down what a journey does: its steps with their times, and the words of its failure.</summary>
/// <param name="expired">The run's time limit once it is over.</param>
/// <param name="owner">The team that owns the check, where that is known.</param>
internal sealed class Recorder(TimeProvider time, SecretRedactor redactor, Func<TimeSpan?> expired, Func<string?>? owner = null)
{
    public const string OwnCode = "the check's own code";

    private readonly long began = time.GetTimestamp();
    private readonly List<StepTaken> taken = [];
    private readonly List<Measure> measures = [];
    private readonly AsyncLocal<OpenStep?> current = new();
    private readonly AsyncLocal<string?> undo = new();
    private readonly List<OpenStep> open = [];
    private readonly List<Failure> failures = [];

    public Transcript Transcript { get; } = new();

    /// <summary>The trace that the run's requests belong to.</summary>
    public Spans Spans { get; } = new(time, redactor);

    /// <summary>Called with each step as it ends.</summary>
    public Action<StepTaken>? Heard { get; set; }

    public IReadOnlyList<Measure> Measures { get { lock (measures) return [.. measures]; } }

    /// <summary>The steps that passed, but over a budget of their own.</summary>
    public bool OverBudget { get; private set; }

    public IReadOnlyList<StepTaken> Steps { get { lock (taken) return [.. taken]; } }

    public Failure? Failure { get; private set; }

    /// <summary>The failure of the word that said this; null where none did. Several words may have failed.</summary>
    public Failure? FailureOf(string message)
    {
        lock (taken)
            return failures.FindLast(f => f.Message == message);
    }

    /// <summary>The word that is waiting for the product now; of several the last that began.</summary>
    public string? Waiting => Open(StepOf.Product);

    /// <summary>The group of steps that the check's own code is in.</summary>
    public string? Group => Open(StepOf.Check);

    /// <summary>The word that was told to stop while it waited for the product.</summary>
    public string? Interrupted { get; private set; }

    /// <param name="name">The step, as a sentence.</param>
    /// <param name="act">What it does.</param>
    /// <param name="of">Whose time it takes.</param>
    public async Task<T> Take<T>(string name, Func<OpenStep, Task<T>> act, StepOf of = StepOf.Product)
    {
        var step = new OpenStep(Short(name), current.Value, of);
        if (of == StepOf.Product && !IsInWord && expired() is { } over)
            // No word was waiting when it was up: what the check's own code has used is not the product's.
            throw new OperationCanceledException(UpInOwnCode(over));
        var index = Begin(step);
        try
        {
            current.Value = step;
            var result = await act(step);
            End(step, index, failed: false);
            return result;
        }
        catch (OperationCanceledException) when (of == StepOf.Product && expired() is { } limit)
        {
            var late = Late(step, limit);
            Interrupted = step.Name;
            End(step, index, failed: true);
            throw late;
        }
        catch (Exception e)
        {
            if (e is OperationCanceledException && of == StepOf.Product)
                Interrupted = step.Name;
            End(step, index, failed: true);
            throw;
        }
        finally
        {
            current.Value = step.Outer;
        }
    }

    /// <summary>That the time was up while no word was waiting.</summary>
    /// <param name="limit">The time.</param>
    /// <param name="who">Whose code was still going on.</param>
    /// <param name="step">The step that it was in.</param>
    /// <param name="isTimeout">Whether it was xunit's: <c>[Fact(Timeout = …)]</c>.</param>
    public static string UpInOwnCode(TimeSpan limit, string who = OwnCode, string? step = null, bool isTimeout = false) =>
        $"Not done when the time of the check was up ({Interval.Write(limit)}{(isTimeout ? ", its Timeout" : "")}): {who} was still "
            + "going on"
        + $"{(step is null ? "" : $", in the step \"{step}\"")}; no word was waiting for the product";

    private bool IsInWord
    {
        get
        {
            for (var step = current.Value; step is not null; step = step.Outer)
                if (step.Of == StepOf.Product)
                    return true;
            return false;
        }
    }

    public void Answered(string page, int status)
    {
        if (current.Value is { } step)
            (step.Page, step.Status, step.Asks) = (Short(page), status, null);
    }

    /// <summary>A request of the step that is going on, to one of the environment's own origins.</summary>
    /// <param name="method">GET, POST ….</param>
    /// <param name="address">Where it goes.</param>
    public SentRequest Sends(string method, Uri address) => Spans.Send(current.Value?.Place ?? -1, method, address);

    /// <summary>A request of a page, which knows no step: it belongs to the one that began last.</summary>
    /// <param name="method">GET, POST ….</param>
    /// <param name="address">Where it goes.</param>
    public SentRequest PageSends(string method, Uri address)
    {
        int step;
        lock (taken)
            step = open is [.., var last] ? last.Place : -1;
        return Spans.Send(step, method, address);
    }

    /// <summary>A text that is a secret from now on.</summary>
    public void Learn(string secret) => redactor.Learn(secret);

    /// <summary>What to ask for what the step that is going on waits for, when its time is up.</summary>
    public void Awaits(Func<Waited?> what)
    {
        if (current.Value is { } step)
            step.Waits = what;
    }

    /// <summary>Something is asked of the product.</summary>
    /// <param name="what">What the word waits for, told where it does not come: <c>127.0.0.1:5432 to answer</c>.</param>
    /// <param name="address">Where an answer is waited for, until <see cref="Answered"/>.</param>
    public void Reaching(string? what = null, Uri? address = null)
    {
        if (current.Value is { } step)
            (step.WaitsFor, step.Asks) = (what is null ? null : Short(what), address);
    }

    /// <summary>What the step that is going on is called.</summary>
    public string? Step => current.Value?.Name;

    /// <summary>The undo that is going on; null before the end of the check's body.</summary>
    public string? Undo => undo.Value;

    /// <summary>Says how a word did what it did: which form it took, say.</summary>
    public void Note(string note)
    {
        if (current.Value is { } step)
            step.Note = step.Note is null ? Short(note) : TextLimit.CutLine($"{step.Note}; {Short(note)}");
    }

    public void Measured(string name, double value, string unit)
    {
        lock (measures)
            if (measures.Count < TextLimit.Items && double.IsFinite(value))
                measures.Add(new Measure(TextLimit.CutLine(name, 100), Math.Round(value, 3), TextLimit.CutLine(unit, 100)));
    }

    /// <summary>A step that took longer than its budget makes the run slow.</summary>
    public void Budget(TimeSpan budget)
    {
        if (current.Value is not { } step || Elapsed() - step.Start <= budget.TotalMilliseconds)
            return;
        OverBudget = true;
        Note($"over its budget of {Interval.Write(budget)}");
    }

    /// <summary>An undo after the journey: whatever becomes of it, the journey's own failure stays what it was.</summary>
    public async Task Aside(string name, Func<Task> act)
    {
        var told = Failure;
        undo.Value = redactor.Blot(name);
        try
        {
            await Take(name, async _ => { await act(); return true; }, StepOf.Check);
        }
        finally
        {
            undo.Value = null;
            Failure = told;
        }
    }

    /// <summary>The failure of a step that was still waiting when the time of the check was up; null while there is time left.</summary>
    /// <param name="awaited">What it waited for.</param>
    /// <param name="page">Where that was to come from.</param>
    /// <param name="came">What had come of it; null for nothing.</param>
    public JourneyFailedException? OutOfTime(string awaited, string? page = null, string? came = null)
    {
        if (expired() is not { } limit)
            return null;
        Interrupted = current.Value?.Name;
        return Fail($"not done when the time of the check was up ({Interval.Write(limit)}): waited for {awaited}",
            $"{awaited} within the {Interval.Write(limit)} of the check", came ?? "none yet", page, late: true);
    }

    /// <summary>
    /// The failure of a word whose time was up: as it told itself, or as it would while it goes on. Null where it is not known.
    /// </summary>
    /// <param name="word">The step's name.</param>
    /// <param name="limit">The time that it had.</param>
    public Failure? Late(string word, TimeSpan limit)
    {
        OpenStep? step;
        lock (taken)
        {
            if (failures.FindLast(f => f.Step == word && f.RanOutOfTime) is { } told)
                return told;
            step = open.FindLast(s => s.Of == StepOf.Product && s.Name == word);
        }
        if (step is null)
            return null;
        Late(step, limit);
        return Failure;
    }

    private JourneyFailedException Late(OpenStep step, TimeSpan limit)
    {
        var waited = step.Asks is { } address
            ? new Waited($"an answer from {address.AbsoluteUri}", "none yet", $"{address.AbsoluteUri} (no answer)") : step.Waits?.Invoke();
        return Fail(step, "not done when the time of the check was up "
            + $"({Interval.Write(limit)}){(waited is null ? "" : $": waited for {waited.For}")}",
            waited?.For ?? $"the whole check within {Interval.Write(limit)}",
            waited?.Came ?? $"this step was still waiting{(step.WaitsFor is { } what ? $" for {what}" : "")}", waited?.Page, late: true);
    }

    /// <summary>The one way a word fails: says so in full, keeps it for the report, and hands back the exception to throw.</summary>
    /// <param name="late">No answer came in time. A page that came, and does not show what it should, is not late.</param>
    public JourneyFailedException Fail(string what, string? expected = null, string? actual = null, string? page = null,
        Exception? because = null, bool late = false) =>
        Fail(current.Value, what, expected, actual, page, because, late);

    private JourneyFailedException Fail(OpenStep? step, string what, string? expected, string? actual, string? page,
        Exception? because = null, bool late = false)
    {
        var text = new StringBuilder();
        (expected, actual) = (Rough(expected), Rough(actual));
        var summary = Long(step is null ? what : $"{Sentence(step.Name)}: {what}");
        text.Append(summary);
        Line(text, "Page", page ?? (step?.Page is { } at ? $"{at} ({step.Status})" : null));
        Line(text, "Expected", expected);
        Line(text, "Instead", actual);
        Line(text, "Owner", owner?.Invoke());
        lock (taken)
            Line(text, "Steps", string.Join(", ", taken.Where(s => s.Depth == 0 && !s.OfMonitor).Select(Told)));
        Failure = new Failure(Long(text.ToString()), TextLimit.CutLine(summary), step?.Name, Blotted(expected), Blotted(actual),
            Blotted(page ?? step?.Page), nameof(JourneyFailedException), null)
        {
            RanOutOfTime = late || because is OperationCanceledException or TimeoutException,
        };
        lock (taken)
        {
            if (failures.Count == TextLimit.Exceptions)
                failures.RemoveAt(0);
            failures.Add(Failure);
        }
        return new JourneyFailedException(Failure.Message, because);
    }

    private int Begin(OpenStep step)
    {
        lock (taken)
        {
            step.Start = Elapsed();
            open.Add(step);
            var going = Record(step, 0, failed: false) with { Ms = -1 };
            if (taken.Count < TextLimit.Items)
                taken.Add(going);
            else
                // Of those beyond the limit the last one is kept: a failure is in it.
                taken[^1] = going;
            return step.Place = taken.Count - 1;
        }
    }

    private void End(OpenStep step, int index, bool failed)
    {
        var done = Record(step, Elapsed() - step.Start, failed);
        lock (taken)
        {
            taken[index] = done;
            open.Remove(step);
        }
        Heard?.Invoke(done);
    }

    private static StepTaken Record(OpenStep step, double ms, bool failed) =>
        new(step.Name, step.Depth, Math.Round(step.Start, 2), Math.Round(ms, 2), step.Page, step.Status, failed,
            step.Note) { OfMonitor = step.Of == StepOf.Monitor };

    private string? Open(StepOf of)
    {
        lock (taken)
            return open.FindLast(s => s.Of == of)?.Name;
    }

    private double Elapsed() => time.GetElapsedTime(began).TotalMilliseconds;

    private string? Blotted(string? text) => text is null ? null : Long(text);

    /// <summary>Blotted, and short enough for a line.</summary>
    private string Short(string text) => TextLimit.CutLine(redactor.Blot(TextLimit.CutRoughly(text, TextLimit.Line)));

    /// <summary>Blotted, and short enough for a message.</summary>
    private string Long(string text) => TextLimit.Cut(redactor.Blot(TextLimit.CutRoughly(text, TextLimit.Block)), TextLimit.Block);

    private static string? Rough(string? text) => text is null ? null : TextLimit.CutRoughly(text, TextLimit.Block);

    private static string Told(StepTaken step, int index) => string.Create(CultureInfo.InvariantCulture,
        $"{index + 1} {step.Name}{(step.Ms < 0 ? " (here)" : $" ({step.Ms:0} ms)")}");

    private static string Sentence(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    private static void Line(StringBuilder text, string name, string? value)
    {
        if (string.IsNullOrEmpty(value))
            return;
        text.Append('\n').Append("  ").Append(name.PadRight(10)).Append(value.Replace("\n", "\n            ", StringComparison.Ordinal));
    }

    internal sealed class OpenStep(string name, OpenStep? outer, StepOf of)
    {
        public string Name => name;
        public StepOf Of => of;
        public OpenStep? Outer => outer;
        public int Depth => outer is null ? 0 : outer.Depth + 1;
        public double Start { get; set; }

        /// <summary>Its place among the run's steps.</summary>
        public int Place { get; set; }
        public string? Page { get; set; }
        public int? Status { get; set; }
        public string? Note { get; set; }
        public string? WaitsFor { get; set; }
        public Uri? Asks { get; set; }
        public Func<Waited?>? Waits { get; set; }
    }
}
