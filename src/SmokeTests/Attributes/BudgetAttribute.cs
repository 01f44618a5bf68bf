using Xunit.v3;

namespace SmokeTests;

/// <summary>
/// The time that a run should take. A run that passes but takes longer is slow: yellow on the board, nobody is told.
/// Stands on assembly, class or method; the nearest wins. None by default. As a trait: <c>Budget=1s</c>.
/// </summary>
/// <param name="limit">A number with its unit: <c>500ms</c>, <c>20s</c>, <c>2m</c>.</param>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
public sealed class BudgetAttribute(string limit) : Attribute, ITraitAttribute
{
    /// <summary>The limit as it was written.</summary>
    public string Limit => limit;

    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Budget", limit)];
}
