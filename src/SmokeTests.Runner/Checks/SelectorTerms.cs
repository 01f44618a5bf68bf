namespace SmokeTests.Runner.Checks;

/// <summary>What a selector is asked about.</summary>
/// <param name="Check">Null for an incident of the runner itself, or of a check that is gone.</param>
/// <param name="Name">The check's id, or what stands where it would.</param>
/// <param name="Team">The team that is told.</param>
internal readonly record struct SelectorSubject(Running.Check? Check, string Name, string? Team);

/// <summary>A part of a selector.</summary>
internal abstract record SelectorTerm
{
    public abstract bool Selects(SelectorSubject subject);

    /// <summary>How it is written where it is a part of another one.</summary>
    public virtual string Inner => ToString();
}

/// <summary><c>team=storefront</c>, or a text alone: a part of the name.</summary>
internal sealed record KeyTerm(SelectorKey Key, TextPattern Pattern) : SelectorTerm
{
    public override bool Selects(SelectorSubject subject)
    {
        var (check, pattern) = (subject.Check, Pattern);
        return Key switch
        {
            SelectorKey.Team => pattern.IsWhole(subject.Team) || pattern.IsWhole(check?.Team),
            SelectorKey.Class => check is not null
                && (pattern.IsWhole(check.Class) || pattern.IsWhole(check.Group) || EndsOf(check.Class).Any(pattern.IsWhole)),
            SelectorKey.Environment => pattern.IsWhole(check?.Environment),
            SelectorKey.Suite => pattern.IsWhole(check?.Suite),
            SelectorKey.Id => pattern.IsWhole(subject.Name),
            _ => pattern.IsIn(subject.Name) || (check is not null && (pattern.IsIn(check.FullName) || pattern.IsIn(check.Id)
                || pattern.IsIn($"{check.Class}.{check.Name}") || (pattern.Pieces.Count > 1 && pattern.IsIn(check.Name)))),
        };
    }

    /// <summary>A class without its namespace, or without some of it.</summary>
    private static IEnumerable<string> EndsOf(string name)
    {
        for (var at = name.IndexOfAny(['.', '+']); at >= 0; at = name.IndexOfAny(['.', '+'], at + 1))
            yield return name[(at + 1)..];
    }

    public override string ToString() => Key == SelectorKey.Name ? $"{Pattern}" : $"{Key.ToString().ToLowerInvariant()}={Pattern}";
}

/// <summary><c>not …</c>, or <c>team!=storefront</c>.</summary>
internal sealed record NotTerm(SelectorTerm Term) : SelectorTerm
{
    public override bool Selects(SelectorSubject subject) => !Term.Selects(subject);

    public override string ToString() => $"not {Term.Inner}";
}

/// <summary><c>… and …</c>; without any term it is everything.</summary>
internal sealed record AllTerm(IReadOnlyList<SelectorTerm> Terms) : SelectorTerm
{
    public override bool Selects(SelectorSubject subject) => Terms.All(t => t.Selects(subject));

    public override string Inner => $"({this})";

    public bool Equals(AllTerm? other) => other is not null && Terms.SequenceEqual(other.Terms);

    public override int GetHashCode() => Terms.Count;

    public override string ToString() => string.Join(" and ", Terms.Select(t => t.Inner));
}

/// <summary><c>… or …</c></summary>
internal sealed record AnyTerm(IReadOnlyList<SelectorTerm> Terms) : SelectorTerm
{
    public override bool Selects(SelectorSubject subject) => Terms.Any(t => t.Selects(subject));

    public override string Inner => $"({this})";

    public bool Equals(AnyTerm? other) => other is not null && Terms.SequenceEqual(other.Terms);

    public override int GetHashCode() => Terms.Count;

    public override string ToString() => string.Join(" or ", Terms.Select(t => t.Inner));
}
