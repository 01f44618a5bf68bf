namespace SmokeTests.Tests.Conformance;

public class TextConformanceTests : ConformanceTests
{
    public static TheoryData<string, Driver> Rows => Of(TextRows.All, EncodingRows.All);
}
