namespace SmokeTests.Tests.Conformance;

public class UseConformanceTests : ConformanceTests
{
    public static TheoryData<string, Driver> Rows => Of(UseRows.All);
}
