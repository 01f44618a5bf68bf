namespace SmokeTests.Tests.Conformance;

public class TransportConformanceTests : ConformanceTests
{
    public static TheoryData<string, Driver> Rows => Of(LinkRows.All, CookieRows.All, TransportRows.All);
}
