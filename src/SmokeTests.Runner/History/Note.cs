namespace SmokeTests.Runner.History;

/// <summary>What people outside are told of an incident.</summary>
internal sealed record Note(DateTimeOffset At, string By, string Text);
