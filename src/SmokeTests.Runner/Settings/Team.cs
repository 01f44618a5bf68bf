using SmokeTests.Runner.Routes;

namespace SmokeTests.Runner.Settings;

/// <summary>Who owns checks, and the ways to them; without one they are told on the board.</summary>
internal sealed record Team(string Name, IReadOnlyList<IRoute> Routes)
{
    /// <summary>The rules for its checks; null for the usual ones.</summary>
    public AlertPolicy? Policy { get; init; }

    /// <summary>Who of CODEOWNERS it is; besides an owner whose name ends as the team's: <c>@shop/storefront</c>.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];

    public static Team Unrouted(string name) => new(name, []);
}
