namespace SmokeTests.Tests.Conformance;

public class VisibleTextConformanceTests : ConformanceTests
{
    public static TheoryData<string, Driver> Rows => Of(VisibleTextRows.All);
}
