namespace SmokeTests.Runner.Board;

/// <param name="On">A selector, such as <c>team=storefront</c> or a part of a check's name; empty for everything.</param>
/// <param name="For">How long: 30m, 4h, 2d.</param>
internal sealed record NewSilence(string? On, string? For, string? Why);
