using SmokeTests.Content;
using SmokeTests.PageModel;

namespace SmokeTests.Pages;

/// <summary>
/// Finds fields, buttons and links as people find them: by label or text, accessible name, placeholder, then name or id.
/// Exact words win over parts of words, what can be seen over what is hidden.
/// </summary>
internal static class Finding
{
    private static readonly Func<string, string, bool>[] Fits =
    [
        (name, wanted) => string.Equals(name, wanted, StringComparison.Ordinal),
        (name, wanted) => string.Equals(name.TrimEnd(':', '*', ' '), wanted, StringComparison.OrdinalIgnoreCase),
        (name, wanted) => name.Contains(wanted, StringComparison.OrdinalIgnoreCase),
    ];

    /// <summary>A text that begins with <c>#</c>, <c>.</c> or <c>[</c> is a CSS selector.</summary>
    public static bool IsSelector(string wanted) => wanted.Length > 1 && wanted[0] is '#' or '.' or '[';

    /// <summary>The parts that fit best: all of the first way of naming under which any is found.</summary>
    public static IReadOnlyList<Part> Best(IEnumerable<Part> parts, string wanted)
    {
        var words = TidyText.OneLine(wanted);
        if (words.Length == 0 && wanted.Length > 0)
            return [];
        var candidates = parts.Select(p => (Part: p, Names: p.Words.ToArray())).ToArray();
        foreach (var fits in Fits)
            for (var way = 0; way < 5; way++)
                if (candidates.Where(c => c.Names[way] is { Length: > 0 } name && fits(name, words)).Select(c => c.Part)
                    .ToArray() is { Length: > 0 } found)
                    return InSight(found);
        return [];
    }

    /// <summary>Those that a person can get at; all of them where there is none.</summary>
    private static Part[] InSight(Part[] found)
    {
        var usable = found.Where(f => f.Inert is null).ToArray() is { Length: > 0 } live ? live : found;
        return usable.Where(f => !f.Offscreen).ToArray() is { Length: > 0 } reachable ? reachable : usable;
    }

    /// <summary>The parts of that name that can be seen.</summary>
    public static IReadOnlyList<Part> Seen(IReadOnlyList<Part> parts, string wanted)
    {
        var seen = parts.Where(p => !p.Hidden).ToArray();
        return IsSelector(wanted) ? InSight(seen) : Best(seen, wanted);
    }

    /// <summary>
    /// The parts of that name that a person cannot get at as the page is now: hidden ones first, since a menu may hold them.
    /// </summary>
    public static IReadOnlyList<Part> OutOfSight(IReadOnlyList<Part> parts, string wanted)
    {
        var unseen = parts.Where(p => p.OutOfSight).OrderByDescending(p => p.Hidden).ToArray();
        return IsSelector(wanted) ? unseen : [.. Best(unseen.Where(p => p.Hidden), wanted), .. Best(unseen.Where(p => !p.Hidden), wanted)];
    }

    /// <summary>The one part of that name among those that can be seen; otherwise what is wrong.</summary>
    /// <param name="at">The form that was filled last: of several buttons of one name, a person presses the one beside what she
    /// filled.</param>
    public static (Part? One, Complaint? Wrong) One(IReadOnlyList<Part> parts, Kind kind, string wanted, int at = -1)
    {
        var seen = parts.Where(p => !p.Hidden || kind == Kind.Files).ToArray();
        var found = IsSelector(wanted) ? InSight(seen) : Best(seen, wanted);
        if (found.Count > 0 && found.All(f => f.Inert is not null))
            return (null, new Complaint($"the {kind.Noun} \"{found[0].Called}\" is inert: nobody can use it",
                $"a {kind.Noun} called \"{wanted}\" that can be used",
                $"{found[0].Short}\nfound, but it {found[0].Inert}"));
        if (found.Count > 1 && at >= 0 && found.Where(f => f.Form == at).ToArray() is [var beside])
            return (beside, null);
        if (found is [var only])
            return (only, null);
        // The buttons of a group are one field: its name is theirs.
        if (found.Count > 1 && found.All(f => f.Type == "radio" && f.Name == found[0].Name && f.Form == found[0].Form))
            return (found[0], null);
        if (found.Count > 1)
            return found.All(f => f.Target is not null && f.Target == found[0].Target)
                ? (found[0], null)
                : (null, new Complaint($"\"{wanted}\" fits {found.Count} {kind.Noun}s", $"one {kind.Noun} called \"{wanted}\"",
                    string.Join('\n', found.Take(6).Select(f => f.Short))));
        var hidden = IsSelector(wanted) ? parts : Best(parts, wanted);
        return (null, hidden.Count > 0
            ? new Complaint($"the {kind.Noun} \"{wanted}\" is hidden", $"a {kind.Noun} called \"{wanted}\" that can be seen",
                hidden[0].Short)
            : None(kind, wanted, seen));
    }

    /// <summary>That nothing has the name.</summary>
    public static Complaint None(Kind kind, string wanted, IEnumerable<Part> there) =>
        Missing($"no {kind.Noun} \"{wanted}\"", $"a {kind.Noun} called \"{wanted}\"", there);

    /// <summary>What is not there, with what is there instead.</summary>
    public static Complaint Missing(string what, string expected, IEnumerable<Part> there)
    {
        var names = there.Where(t => !t.Hidden).Select(t => t.Called).Distinct().Take(25).Select(n => $"\"{n}\"").ToArray();
        return new Complaint($"{Complaint.ThePage} has {what}", expected,
            names.Length > 0 ? string.Join(", ", names) : $"none at all; the page says: {Complaint.Excerpt}");
    }
}
