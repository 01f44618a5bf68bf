namespace SmokeTests.Tests.Conformance;

public class LogInConformanceTests : ConformanceTests
{
    public static TheoryData<string, Driver> Rows => Of(LogInRows.All);
}
