namespace SmokeTests.Runner.Board;

/// <summary>How a group stands, for people outside: no names of checks, no messages, no addresses.</summary>
internal enum Health
{
    Down,
    Disrupted,
    Slow,
    Maintenance,
    Unknown,
    Works,
}
