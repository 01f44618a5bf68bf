namespace SmokeTests.Monitoring.Checks;

/// <summary><c>… and …</c> or <c>… or …</c>; "and" without any term is everything.</summary>
/// <param name="Word">What stands between the terms.</param>
internal abstract record JoinedTerm(string Word, IReadOnlyList<SelectorTerm> Terms) : SelectorTerm
{
    public override string Inner => $"({this})";

    public virtual bool Equals(JoinedTerm? other) => base.Equals(other) && Terms.SequenceEqual(other.Terms);

    public override int GetHashCode() => HashCode.Combine(Word, Terms.Count);

    public sealed override string ToString() => string.Join($" {Word} ", Terms.Select(t => t.Inner));
}
