namespace SmokeTests.Runner.Checks;

/// <summary><c>… or …</c></summary>
internal sealed record AnyTerm(IReadOnlyList<SelectorTerm> Terms) : SelectorTerm
{
    public override bool Selects(SelectorSubject subject) => Terms.Any(t => t.Selects(subject));

    public override string Inner => $"({this})";

    public bool Equals(AnyTerm? other) => other is not null && Terms.SequenceEqual(other.Terms);

    public override int GetHashCode() => Terms.Count;

    public override string ToString() => string.Join(" or ", Terms.Select(t => t.Inner));
}
