namespace SmokeTests.Runner.History;

/// <summary>One of its facts; null is read where it has no name or no text.</summary>
internal sealed record StoredFact(string? Name, string? Text)
{
    public Fact? Read() => Name is null || Text is null ? null : new Fact(Name, Text);
}
