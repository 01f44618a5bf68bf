namespace SmokeTests;

/// <summary>
/// The check or its surroundings are wrong, not the product: a secret that is missing, an account that is not in the
/// settings, a word used wrongly. The platform team is told and nobody's uptime is dented.
/// </summary>
public sealed class CheckBrokenException : Exception
{
    internal CheckBrokenException(string message, Exception? inner = null) : base(message, inner) { }
}
