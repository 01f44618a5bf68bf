using Xunit.v3;

namespace SmokeTests;

/// <summary>The only environments a check runs in; elsewhere it is skipped. As traits: <c>OnlyIn=staging</c>.</summary>
/// <param name="environments">Names of environments in <c>smoketests.json</c>.</param>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
public sealed class OnlyInAttribute(params string[] environments) : Attribute, ITraitAttribute
{
    /// <summary>Names of environments in <c>smoketests.json</c>.</summary>
    public IReadOnlyList<string> Environments => environments;

    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() =>
        [.. environments.Select(e => new KeyValuePair<string, string>("OnlyIn", e))];
}
