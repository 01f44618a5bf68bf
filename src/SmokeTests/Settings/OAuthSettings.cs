namespace SmokeTests.Settings;

/// <summary>OAuth 2.0 client credentials (RFC 6749, section 4.4).</summary>
internal sealed record OAuthSettings(Uri Token, Text Client, Text Secret, string? Scope)
{
    /// <summary>Where a token is asked for, without a log-in.</summary>
    public Uri Token { get; init; } = BasicLogIn.Without(Token);

    /// <summary>The log-in that stood in the address.</summary>
    public BasicLogIn? LogIn { get; init; } = BasicLogIn.In(Token);
}
