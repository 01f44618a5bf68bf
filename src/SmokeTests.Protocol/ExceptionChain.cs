namespace SmokeTests.Recording;

/// <summary>An exception, and what it was because of.</summary>
internal static class ExceptionChain
{
    /// <summary>From the outermost to the innermost.</summary>
    public static IEnumerable<Exception> Chain(this Exception? exception)
    {
        for (var at = exception; at is not null; at = at.InnerException)
            yield return at;
    }
}
