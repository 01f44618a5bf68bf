using Xunit.v3;

namespace SmokeTests;

/// <summary>
/// The checks that must pass for this one to mean anything. When one of them fails, this check turns grey and only the
/// owner of the failed one is told. As a trait: <c>DependsOn=SigningIn</c>.
/// </summary>
/// <param name="checks">The class of those checks.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class DependsOnAttribute(Type checks) : Attribute, ITraitAttribute
{
    /// <summary>The class of those checks.</summary>
    public Type Checks => checks;

    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("DependsOn", checks.Name)];
}
