namespace SmokeTests.Documents;

/// <summary>What a part of a page is to be.</summary>
internal enum PartKind
{
    /// <summary>A font, or what the page does not say.</summary>
    Other,
    Picture,
    Script,

    /// <summary>A script whose type must be that of one.</summary>
    Module,
    Sheet,
}
