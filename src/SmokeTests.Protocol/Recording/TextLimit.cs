using System.Globalization;

namespace SmokeTests.Recording;

/// <summary>
/// How long a text may be that a run leaves behind. Every text is cut where it arises, in the worker, and once more where the runner
/// takes it over: an exception may hold 50 MB.
/// </summary>
internal static class TextLimit
{
    /// <summary>Names of steps and measures, notes, addresses, first sentences: in characters.</summary>
    public const int Line = 1_000;

    /// <summary>Messages, stacks, what was expected and what there was instead: in characters.</summary>
    public const int Block = 32 * 1024;

    /// <summary>What a run writes: in characters.</summary>
    public const int Output = 64 * 1024;

    private const int Answer = 300;

    /// <summary>Steps, measures and files of a run.</summary>
    public const int Items = 1_000;

    /// <summary>Exceptions inside of an exception.</summary>
    public const int Exceptions = 100;

    /// <summary>
    /// Before secrets are blotted: so much more that what the last cut leaves holds no half of one, whose other half is gone.
    /// </summary>
    private const int Rough = 4;

    /// <summary>The beginning and the end of a text that is longer than <paramref name="most"/> characters.</summary>
    public static string Cut(string text, int most)
    {
        if (text.Length <= most)
            return text;
        var (head, tail) = (most / 2, text.Length - most / 2);
        if (char.IsHighSurrogate(text[head - 1]))
            head--;
        if (char.IsLowSurrogate(text[tail]))
            tail++;
        var left = string.Create(CultureInfo.InvariantCulture, $"\n… {tail - head:N0} characters left out …\n");
        return string.Concat(text.AsSpan(0, head), left, text.AsSpan(tail));
    }

    /// <summary>The beginning of a text that is to stand in a line.</summary>
    public static string CutLine(string text, int most = Line) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1)] + "…";

    /// <summary>The beginning of an answer, as much as shows what it is: 300 characters.</summary>
    public static string Beginning(string text) => text.Length <= Answer ? text : text[..Answer] + " …";

    /// <summary>A first cut, before anything is looked for in the text.</summary>
    public static string CutRoughly(string text, int most) => Cut(text, most * Rough);

    /// <summary>The first of many.</summary>
    public static IReadOnlyList<T> Cut<T>(IReadOnlyList<T> items) => items.Count <= Items ? items : [.. items.Take(Items)];

    /// <summary>A failure whose texts are all within their limits.</summary>
    public static Failure Cut(Failure failure) => failure with
    {
        Message = Cut(failure.Message, Block),
        Summary = CutLine(failure.Summary),
        Step = Short(failure.Step),
        Expected = Long(failure.Expected),
        Actual = Long(failure.Actual),
        Page = Short(failure.Page),
        Type = Short(failure.Type),
        Stack = Long(failure.Stack),
    };

    /// <summary>The steps of a run, each and all of them within their limits.</summary>
    public static IReadOnlyList<StepTaken> Cut(IReadOnlyList<StepTaken> steps)
    {
        if (steps.Count <= Items && Length(steps) <= Block * 8 && steps.All(s => s.Name.Length <= Line))
            return steps;
        StepTaken[] few = [.. steps.Take(Items - 1), .. steps.Count >= Items ? steps.Skip(steps.Count - 1) : []];
        return Length(few) <= Block * 8 ? [.. few.Select(Cut)] : [.. few.Select(s => Cut(s, Line / 10))];

        static long Length(IEnumerable<StepTaken> steps) =>
            steps.Sum(s => (long)s.Name.Length + (s.Page?.Length ?? 0) + (s.Note?.Length ?? 0));

        static StepTaken Cut(StepTaken step, int most = Line) => step with
        {
            Name = CutLine(step.Name, most), Page = Short(step.Page, most), Note = Short(step.Note, most),
        };
    }

    private static string? Short(string? text, int most = Line) => text is null ? null : CutLine(text, most);

    private static string? Long(string? text) => text is null ? null : Cut(text, Block);
}
