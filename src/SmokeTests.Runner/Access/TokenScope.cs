namespace SmokeTests.Runner.Access;

/// <summary>What a token of the API is good for.</summary>
internal static class TokenScope
{
    public const string Read = "read";
    public const string Act = "act";
    public const string Deploy = "deploy";

    /// <summary>Runs of the location that the token is named after.</summary>
    public const string Report = "report";
    public static readonly IReadOnlyList<string> All = [Read, Act, Deploy, Report];
}
