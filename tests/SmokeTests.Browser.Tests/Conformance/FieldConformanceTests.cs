namespace SmokeTests.Tests.Conformance;

public class FieldConformanceTests : ConformanceTests
{
    public static TheoryData<string, Driver> Rows => Of(FieldLabelRows.All, FieldValueRows.All, FormValidationRows.All, ChoiceRows.All);
}
