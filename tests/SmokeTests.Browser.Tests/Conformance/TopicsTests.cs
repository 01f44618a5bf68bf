namespace SmokeTests.Tests.Conformance;

public class TopicsTests
{
    [Fact]
    public void Every_situation_belongs_to_one_topic()
    {
        var topics = typeof(ConformanceTests).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(ConformanceTests)));
        var rows = topics.SelectMany(t => (TheoryData<string, Driver>)t.GetProperty("Rows")!.GetValue(null)!)
            .Select(row => $"{row.Data.Item1}, {row.Data.Item2}").ToArray();
        var all = ConformanceTests.Situations.SelectMany(s => new[] { $"{s}, {Driver.Http}", $"{s}, {Driver.Browser}" });
        rows.Order(StringComparer.Ordinal).Should().Equal(all.Order(StringComparer.Ordinal));
    }
}
