namespace SmokeTests.Tests.Conformance;

public class FormConformanceTests : ConformanceTests
{
    public static TheoryData<string, Driver> Rows => Of(FormRows.All);
}
