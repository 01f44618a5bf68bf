namespace SmokeTests.Tests.Conformance;

public class BlankConformanceTests : ConformanceTests
{
    public static TheoryData<string, Driver> Rows => Of(BlankRows.All, ComposedRows.All, SlowRows.All);
}
