namespace SmokeTests.Runner.Tests;

/// <summary>What a location reports.</summary>
internal static class Reports
{
    /// <param name="run">The id of its run.</param>
    public static string Good(DateTimeOffset now, string run = "00123456789abcdef012345", string check = RunnerUnderTest.Located) => $$"""
        { "about": { "version": "1.2.0", "since": "2026-11-24T00:00:00Z", "board": "http://10.0.0.2:5090", "suites": ["Shop"],
        """ + $$"""
         "shards": 257, "checks": 3,
            "inFlight": 0, "queue": 0,
        """ + $$"""
         "lateness": { "runs": 5, "p50": 1.5, "p90": 2, "p99": 3, "max": 4, "missed": 0, "missedEver": 0 }, "load": 0.2 },
          "sent": "{{now:O}}",
          "runs": [{ "id": "{{run}}", "check": "{{check}}", "at": "{{now.AddSeconds(-2):O}}", "ms": 12.5, "outcome": "Failed",
            "steps": [{ "depth": 0, "name": "open /", "startMs": 0, "ms": 12, "failed": true }],
        """ + $$"""
         "late": "00:00:00.0120000", "output": "said",
            "failure": { "message": "it broke", "summary": "it broke" }, "trace": "0123456789abcdef0123456789abcdef", "blamedOn": null,
            "measures": [{ "name": "stock", "value": 5 }], "evidence": [{ "name": "page.html", "bytes": 3 }] }],
          "enclosures": [{ "run": "{{run}}", "name": "page.html", "content": "AAAA" }], "leaves": false }
        """;
}
