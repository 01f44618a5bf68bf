using Xunit.v3;

namespace SmokeTests;

/// <summary>
/// A check that matters at any hour: it runs before others when the machine is short of time.
/// Stands on assembly, class or method. As a trait: <c>Pages=true</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
public sealed class PagesAttribute : Attribute, ITraitAttribute
{
    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Pages", "true")];
}
