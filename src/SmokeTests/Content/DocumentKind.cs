namespace SmokeTests.Content;

/// <summary>What a browser makes of an answer.</summary>
internal enum DocumentKind
{
    /// <summary>Pictures, archives, PDF: nothing that can be read as text.</summary>
    Binary,
    Html,
    Xhtml,
    Xml,

    /// <summary>XML whose source is shown.</summary>
    Feed,
    Json,

    /// <summary>Text that a browser shows as it is.</summary>
    Text,

    /// <summary>Text that a browser saves (CSV, calendars, YAML), and that is read here nevertheless.</summary>
    Download,
}
