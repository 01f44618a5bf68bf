namespace SmokeTests.Runner.Settings;

/// <summary>Who is told that this runner lives. Settings: <c>heartbeat</c>.</summary>
/// <param name="Address">Asked for with GET; a service of the healthchecks.io kind tells people when that stops.</param>
internal sealed record HeartbeatSettings(Uri Address, TimeSpan Every);
