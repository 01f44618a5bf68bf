namespace SmokeTests.Monitoring.Checks;

/// <summary><c>… and …</c>; without any term it is everything.</summary>
internal sealed record AllTerm(IReadOnlyList<SelectorTerm> Terms) : JoinedTerm("and", Terms)
{
    public override bool Selects(SelectorSubject subject) => Terms.All(t => t.Selects(subject));
}
