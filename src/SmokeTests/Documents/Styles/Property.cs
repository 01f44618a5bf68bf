namespace SmokeTests.Documents.Styles;

/// <summary>The properties that decide about text.</summary>
internal enum Property
{
    All,
    Display,
    Visibility,
    Float,
    Position,
    ContentVisibility,
    TextTransform,
    WhiteSpace,
}
