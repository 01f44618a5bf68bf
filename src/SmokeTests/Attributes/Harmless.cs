namespace SmokeTests;

/// <summary>
/// Says why a check that writes (submits, uploads) owes nothing: without it, or <see cref="Journey.Owe"/>, the compiler warns
/// (SMOKE007).
/// </summary>
/// <param name="why">The reason, for whoever reads the check.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class HarmlessAttribute(string why) : Attribute
{
    /// <summary>The reason.</summary>
    public string Why => why;
}
