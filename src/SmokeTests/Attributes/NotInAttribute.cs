using Xunit.v3;

namespace SmokeTests;

/// <summary>Environments a check is skipped in. As traits: <c>NotIn=production</c>.</summary>
/// <param name="environments">Names of environments in <c>smoketests.json</c>.</param>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
public sealed class NotInAttribute(params string[] environments) : Attribute, ITraitAttribute
{
    /// <summary>Names of environments in <c>smoketests.json</c>.</summary>
    public IReadOnlyList<string> Environments => environments;

    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() =>
        [.. environments.Select(e => new KeyValuePair<string, string>("NotIn", e))];
}
