namespace SmokeTests.Monitoring.Checks;

/// <summary><c>not …</c>, or <c>team!=storefront</c>.</summary>
internal sealed record NotTerm(SelectorTerm Term) : SelectorTerm
{
    public override bool Selects(SelectorSubject subject) => !Term.Selects(subject);

    public override string ToString() => $"not {Term.Inner}";
}
