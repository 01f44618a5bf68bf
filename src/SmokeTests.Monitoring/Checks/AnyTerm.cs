namespace SmokeTests.Monitoring.Checks;

/// <summary><c>… or …</c></summary>
internal sealed record AnyTerm(IReadOnlyList<SelectorTerm> Terms) : JoinedTerm("or", Terms)
{
    public override bool Selects(SelectorSubject subject) => Terms.Any(t => t.Selects(subject));
}
