namespace SmokeTests.Monitoring.Checks;

/// <summary>A part of a selector.</summary>
internal abstract record SelectorTerm
{
    public abstract bool Selects(SelectorSubject subject);

    /// <summary>How it is written where it is a part of another one.</summary>
    public virtual string Inner => ToString();
}
