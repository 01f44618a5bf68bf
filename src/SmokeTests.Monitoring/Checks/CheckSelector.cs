using System.Diagnostics.CodeAnalysis;

namespace SmokeTests.Monitoring.Checks;

/// <summary>
/// Which checks are meant, wherever that is asked: <c>team=storefront and not environment=staging</c>. Terms are <c>key=value</c>
/// (keys: <see cref="SelectorKey"/>) or a part of the name; they are joined by <c>and</c>, <c>or</c>, <c>not</c> and parentheses.
/// <c>*</c> is any number of characters; what has one of these words in it, or a parenthesis that is not closed, stands in quotes.
/// Upper and lower case are the same. The empty text is everything.
/// </summary>
internal sealed record CheckSelector
{
    /// <summary>The longest text that is read, in characters.</summary>
    public const int Longest = 10_000;

    private readonly SelectorTerm root;

    private CheckSelector(SelectorTerm root) => this.root = root;

    /// <summary>All checks, and what the runner says of itself.</summary>
    public static CheckSelector Everything { get; } = new(new AllTerm([]));

    public bool IsEverything => root is AllTerm { Terms.Count: 0 };

    /// <summary>How it is kept: <see cref="Stored"/> reads it.</summary>
    public string Text => IsEverything ? "" : root.ToString();

    /// <exception cref="SelectorException">It is none; the message shows where.</exception>
    public static CheckSelector Parse(string text) => new SelectorParser(text).Read() is { } root ? new CheckSelector(root) : Everything;

    /// <param name="mistake">What is wrong with it, and where.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out CheckSelector? selector, [NotNullWhen(false)] out string? mistake)
    {
        try
        {
            (selector, mistake) = (Parse(text), null);
            return true;
        }
        catch (SelectorException e)
        {
            (selector, mistake) = (null, e.Message);
            return false;
        }
    }

    /// <summary>
    /// One that was kept. Before version 0.2 parts of names were kept as they were typed, joined by "and": what is no selector today
    /// is read as that.
    /// </summary>
    public static CheckSelector Stored(string text) => TryParse(text, out var selector, out _) ? selector
        : new CheckSelector(new AllTerm([.. text.Split(" and ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(word => new KeyTerm(SelectorKey.Name, TextPattern.Exactly(word)))]));

    /// <summary>One check, or what stands where its id would.</summary>
    public static CheckSelector OfId(string id) => new(new KeyTerm(SelectorKey.Id, TextPattern.Exactly(id)));

    /// <summary>What any of several selects; everything where there is none.</summary>
    public static CheckSelector AnyOf(IReadOnlyList<CheckSelector> selectors) => selectors switch
    {
        [] => Everything,
        _ when selectors.Any(s => s.IsEverything) => Everything,
        [var one] => one,
        _ => new CheckSelector(new AnyTerm([.. selectors.Select(s => s.root)])),
    };

    /// <param name="team">The team that is told of the check.</param>
    public bool Selects(Check check, string? team) => Selects(check, check.Id, team);

    /// <param name="check">The check of an incident; null for one of the runner itself.</param>
    /// <param name="name">What stands where the check's id would.</param>
    /// <param name="team">The team that is told.</param>
    public bool Selects(Check? check, string name, string? team) => root.Selects(new SelectorSubject(check, name, team));

    public override string ToString() => IsEverything ? "everything" : Text;
}
