using SmokeTests.Runner.Infrastructure;
using SmokeTests.Runner.Settings;

namespace SmokeTests.Runner.Notifications;

/// <summary>What everything that tells works with.</summary>
/// <param name="Board">The board's address as people reach it: messages link there.</param>
internal sealed record AlertingOptions(LiveSettings Settings, HttpClient Http, ChangeSignal ChangeSignal, string Board, TimeProvider Time,
    ILoggerFactory Log);
