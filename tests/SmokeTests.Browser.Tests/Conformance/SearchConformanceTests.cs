namespace SmokeTests.Tests.Conformance;

public class SearchConformanceTests : ConformanceTests
{
    public static TheoryData<string, Driver> Rows => Of(SearchRows.All);
}
