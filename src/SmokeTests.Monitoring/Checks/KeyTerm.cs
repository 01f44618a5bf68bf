namespace SmokeTests.Monitoring.Checks;

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
