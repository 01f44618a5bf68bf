namespace SmokeTests;

/// <summary>The product did not do what the journey expected. Its owner is told.</summary>
public sealed class JourneyFailedException : Exception, IAssertionException
{
    internal JourneyFailedException(string message, Exception? inner = null) : base(message, inner) { }
}

/// <summary>
/// The check or its surroundings are wrong, not the product: a secret that is missing, an account that is not in the
/// settings, a word used wrongly. The platform team is told and nobody's uptime is dented.
/// </summary>
public sealed class CheckBrokenException : Exception
{
    internal CheckBrokenException(string message, Exception? inner = null) : base(message, inner) { }
}

/// <summary>xunit takes every exception with an interface of this name as a failed assertion, whoever declared it.</summary>
internal interface IAssertionException;
