using System.Text.Json;
using SmokeTests.Runner.Locations;

namespace SmokeTests.Runner.Tests;

/// <summary>What a location may report, and why the rest is refused.</summary>
public sealed class ReportRulesTests
{
    private const string Good = """
        { "about": { "version": "1.2.0", "since": "2026-11-24T00:00:00Z", "board": "http://10.0.0.2:5090", "suites": ["Shop"],
        """ + """
         "shards": 257, "checks": 3,
            "inFlight": 0, "queue": 0,
        """ + """
         "lateness": { "runs": 5, "p50": 1.5, "p90": 2, "p99": 3, "max": 4, "missed": 0, "missedEver": 0 }, "load": 0.2 },
          "sent": "2026-11-28T12:00:00Z",
          "runs": [{ "id": "00123456789abcdef012345", "check": "Shop.Buys@production",
        """ + """
         "at": "2026-11-28T11:59:58Z", "ms": 12.5, "outcome": "Failed",
            "steps": [{ "depth": 0, "name": "open /", "startMs": 0, "ms": 12, "failed": true }], "late": "00:00:00.0120000",
            "failure": { "message": "it broke", "summary": "it broke" }, "trace": "0123456789abcdef0123456789abcdef",
            "measures": [{ "name": "stock", "value": 5 }], "evidence": [{ "name": "page.html", "bytes": 3 }] }],
          "enclosures": [{ "run": "00123456789abcdef012345", "name": "page.html", "content": "AAAA" }] }
        """;

    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 1, TimeSpan.Zero);

    [Fact]
    public void A_report_as_locations_send_it_is_taken() => Mistake(Good).Should().BeNull();

    [Theory]
    [InlineData("\"sent\": \"2026-11-28T12:00:00Z\"", "\"sent\": \"9999-12-31T23:59:59Z\"", "set the location's clock")]
    [InlineData("\"sent\": \"2026-11-28T12:00:00Z\"", "\"sent\": \"0001-01-01T00:00:00Z\"", "set the location's clock")]
    [InlineData("2026-11-28T11:59:58Z", "9999-12-31T23:59:59Z", "\"at\" is 9999")]
    [InlineData("2026-11-28T11:59:58Z", "2026-11-28T12:05:00Z", "\"at\" is 2026")]
    [InlineData("2026-11-28T11:59:58Z", "0001-01-01T00:00:00Z", "\"at\" is 0001")]
    [InlineData("2026-11-28T11:59:58Z", "2025-11-28T11:59:58Z", "\"at\" is 2025")]
    [InlineData("\"ms\": 12.5", "\"ms\": 1e308", "\"ms\"")]
    [InlineData("\"ms\": 12.5", "\"ms\": \"NaN\"", "\"ms\"")]
    [InlineData("\"ms\": 12.5", "\"ms\": \"Infinity\"", "\"ms\"")]
    [InlineData("\"ms\": 12.5", "\"ms\": -1", "\"ms\"")]
    [InlineData("\"startMs\": 0", "\"startMs\": 1e308", "a step")]
    [InlineData("\"startMs\": 0, \"ms\": 12", "\"startMs\": 0, \"ms\": \"NaN\"", "a step")]
    [InlineData("\"depth\": 0", "\"depth\": -1", "a step")]
    [InlineData("\"name\": \"open /\"", "\"name\": null", "a step")]
    [InlineData("\"value\": 5", "\"value\": \"NaN\"", "a measure")]
    [InlineData("00:00:00.0120000", "-00:00:01", "\"late\"")]
    [InlineData("\"outcome\": \"Failed\"", "\"outcome\": 99", "\"outcome\"")]
    [InlineData("\"id\": \"00123456789abcdef012345\"", "\"id\": \"../../../../etc/passwd\"", "\"id\"")]
    [InlineData("\"id\": \"00123456789abcdef012345\"", "\"id\": null", "\"id\"")]
    [InlineData("Shop.Buys@production", "Shop\\u0000.Buys", "\"check\"")]
    [InlineData("Shop.Buys@production", "", "\"check\"")]
    [InlineData("0123456789abcdef0123456789abcdef", "<script>", "\"trace\"")]
    [InlineData("\"message\": \"it broke\", ", "", "\"failure\"")]
    [InlineData("\"evidence\": [{ \"name\": \"page.html\"", "\"evidence\": [{ \"name\": \"../page.html\"", "\"evidence\"")]
    [InlineData("\"name\": \"page.html\", \"content\"", "\"name\": \"..\\\\page.html\", \"content\"", "enclosures[0]")]
    [InlineData("\"name\": \"page.html\", \"content\"", "\"name\": \"..\", \"content\"", "enclosures[0]")]
    [InlineData("\"content\": \"AAAA\"", "\"content\": null", "enclosures[0]")]
    [InlineData("\"board\": \"http://10.0.0.2:5090\"", "\"board\": \"javascript:alert(1)\"", "about.board")]
    [InlineData("\"version\": \"1.2.0\"", "\"version\": \"1\\u0000\"", "about.version")]
    [InlineData("\"suites\": [\"Shop\"]", "\"suites\": [null]", "about.suites")]
    [InlineData("\"shards\": 257", "\"shards\": -1", "about has a number")]
    [InlineData("\"p50\": 1.5", "\"p50\": \"NaN\"", "about has a number")]
    [InlineData("\"load\": 0.2", "\"load\": \"Infinity\"", "about has a number")]
    [InlineData("\"since\": \"2026-11-24T00:00:00Z\"", "\"since\": \"9999-12-31T00:00:00Z\"", "about.since")]
    [InlineData("\"enclosures\": [", "\"other\": [", "\"enclosures\"")]
    public void What_cannot_be_is_refused_with_the_reason(string good, string bad, string reason)
    {
        Good.Should().Contain(good);
        Mistake(Good.Replace(good, bad, StringComparison.Ordinal)).Should().Contain(reason);
    }

    [Fact]
    public void Two_runs_of_one_id_are_refused()
    {
        var report = JsonSerializer.Deserialize(Good, LocationReportJson.Default.LocationReport)!;
        ReportRules.Mistake(report with { Runs = [report.Runs[0], report.Runs[0]] }, Now).Should().Contain("Two runs have the id");
    }

    [Fact]
    public void Nothing_is_no_report()
    {
        ReportRules.Mistake(null, Now).Should().NotBeNull();
        Mistake("{}").Should().NotBeNull();
    }

    private static string? Mistake(string report) =>
        ReportRules.Mistake(JsonSerializer.Deserialize(report, LocationReportJson.Default.LocationReport), Now);
}
