namespace SmokeTests.Settings;

/// <summary>How pages begin that show an error although their status says that all is well.</summary>
internal static class UsualErrorTexts
{
    /// <summary>What common stacks begin a line or the title with. An environment's <c>errorTexts</c> takes their place.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        "Whitelabel Error Page", "Server Error in '", "An unhandled exception occurred while processing the request",
        "Traceback (most recent call last)",
        "Fatal error: ", "PHP Fatal error", "Parse error: syntax error", "Uncaught Exception", "Uncaught Error", "SQLSTATE[",
        "Warning: mysqli",
        "Error establishing a database connection", "There has been a critical error on this website",
        "The website encountered an unexpected error",
        "We're sorry, but something went wrong", "Application error: a client-side exception has occurred",
        "Application error: a server-side exception has occurred",
        "Internal Server Error", "500 Internal Server Error", "502 Bad Gateway", "503 Service Unavailable",
        "503 Service Temporarily Unavailable", "504 Gateway Time-out", "504 Gateway Timeout",
        "HTTP Status 500", "HTTP Status 404", "Service Unavailable", "java.lang.NullPointerException", "System.NullReferenceException",
        "Cannot GET /", "[ERR_",
        "The site is experiencing technical difficulties", "This page isn’t working", "Error 1020", "Error 520", "Error 521", "Error 522",
    ];
}
