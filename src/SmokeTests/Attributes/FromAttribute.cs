using Xunit.v3;

namespace SmokeTests;

/// <summary>
/// The locations a check runs from, each by itself: <c>[From("dublin", "oslo")]</c>; without names, every location there is.
/// A check without this attribute runs from one place, wherever a runner has time. As traits: <c>From=dublin</c>. For
/// <c>dotnet test</c> it has no meaning: that runs from where you are.
/// </summary>
/// <param name="locations">As runners are told where they stand: <c>node.location</c> in <c>smoketests.json</c>.</param>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
public sealed class FromAttribute(params string[] locations) : Attribute, ITraitAttribute
{
    /// <summary>Names of locations; none for every one there is.</summary>
    public IReadOnlyList<string> Locations => locations;

    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() =>
        [.. locations.Select(l => new KeyValuePair<string, string>("From", l))];
}
