namespace SmokeTests.Runner.Board;

/// <param name="Text">What an operator has told of it.</param>
internal sealed record PublicNote(DateTimeOffset At, string Text);
