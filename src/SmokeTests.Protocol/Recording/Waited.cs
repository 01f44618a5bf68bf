namespace SmokeTests.Recording;

/// <summary>What a step waits for.</summary>
/// <param name="For">As a message says it: <c>an answer from http://shop.example/</c>.</param>
/// <param name="Came">What there was instead.</param>
/// <param name="Page">The page that it waits on.</param>
internal sealed record Waited(string For, string? Came, string? Page);
