namespace SmokeTests.Http.Styles;

internal enum Subject
{
    Element,
    Host,
    Slotted,
}
