namespace SmokeTests.Tests.Conformance;

public class WireConformanceTests : ConformanceTests
{
    public static TheoryData<string, Driver> Rows => Of(WireRows.All, AddressRows.All, DownloadRows.All);
}
