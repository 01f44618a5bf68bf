namespace SmokeTests.Tests.Conformance;

public class NameConformanceTests : ConformanceTests
{
    public static TheoryData<string, Driver> Rows => Of(NameRows.All);
}
