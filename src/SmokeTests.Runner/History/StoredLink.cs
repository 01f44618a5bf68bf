namespace SmokeTests.Runner.History;

/// <summary>One of its links; null is read where it has no name or no address.</summary>
internal sealed record StoredLink(string? Name, string? Address)
{
    public Link? Read() => Name is null || Address is null ? null : new Link(Name, Address);
}
