namespace SmokeTests.Documents.Styles;

internal enum Subject
{
    Element,
    Host,
    Slotted,
}
