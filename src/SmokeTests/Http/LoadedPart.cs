namespace SmokeTests.Http;

/// <summary>Something that a browser loads to show a page.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="IsSheet">Whether it is a style sheet, which may draw in others.</param>
internal readonly record struct LoadedPart(Uri Address, bool IsSheet);
