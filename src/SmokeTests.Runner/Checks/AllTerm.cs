namespace SmokeTests.Runner.Checks;

/// <summary><c>… and …</c>; without any term it is everything.</summary>
internal sealed record AllTerm(IReadOnlyList<SelectorTerm> Terms) : SelectorTerm
{
    public override bool Selects(SelectorSubject subject) => Terms.All(t => t.Selects(subject));

    public override string Inner => $"({this})";

    public bool Equals(AllTerm? other) => other is not null && Terms.SequenceEqual(other.Terms);

    public override int GetHashCode() => Terms.Count;

    public override string ToString() => string.Join(" and ", Terms.Select(t => t.Inner));
}
