using Microsoft.Extensions.Logging.Abstractions;
using SmokeTests.Runner.Alerting;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Settings;

namespace SmokeTests.Runner.Tests;

/// <summary>A desk as a runner has it, of which nothing goes out by itself.</summary>
internal static class TestDesk
{
    private static readonly HttpClient Http = new();

    public static Desk On(Archive archive, LiveSettings settings, TimeProvider time, Func<string, Check?>? check = null) =>
        new(archive, new Means(settings, Http, new Pulse(), "https://smoke.example", time, NullLoggerFactory.Instance), check ?? (_ => null));
}
