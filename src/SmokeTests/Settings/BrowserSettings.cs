namespace SmokeTests.Settings;

/// <summary>How the suite's browser is found and started.</summary>
internal sealed record BrowserSettings
{
    public string? Path { get; init; }

    /// <summary>Whether Chromium's sandbox is on; by default it is, unless root runs in a container.</summary>
    public bool? Sandbox { get; init; }

    /// <summary>How long a word waits for the page to become as it should.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Whether a Playwright trace is taken; by default when a failed run is confirmed, and under <c>dotnet test</c>.</summary>
    public bool? Trace { get; init; }
}
