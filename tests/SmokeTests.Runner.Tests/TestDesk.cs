using Microsoft.Extensions.Logging.Abstractions;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Runner.Notifications;
using SmokeTests.Runner.Settings;

namespace SmokeTests.Runner.Tests;

/// <summary>A desk as a runner has it, of which nothing goes out by itself.</summary>
internal static class TestDesk
{
    private static readonly HttpClient Http = new();

    public static AlertingServices On(HistoryStore historyStore, LiveSettings settings, TimeProvider time,
        Func<string, Check?>? check = null) =>
        new(historyStore, new AlertingOptions(settings, Http, new ChangeSignal(), "https://smoke.example", time,
            NullLoggerFactory.Instance), check ?? (_ => null));
}
