using Xunit.v3;

namespace SmokeTests;

/// <summary>
/// The team that owns a check and is told when it fails. Stands on assembly, class or method; the nearest wins.
/// The team's route is <c>teams</c> in <c>smoketests.json</c>. As a trait: <c>Team=storefront</c>.
/// </summary>
/// <param name="name">The team's key in <c>smoketests.json</c>.</param>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
public sealed class TeamAttribute(string name) : Attribute, ITraitAttribute
{
    /// <summary>The team's key in <c>smoketests.json</c>.</summary>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Team", name)];
}
