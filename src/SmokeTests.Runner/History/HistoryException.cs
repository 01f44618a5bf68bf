namespace SmokeTests.Runner.History;

/// <summary>A history that cannot be opened, brought forward or moved.</summary>
internal sealed class HistoryException(string message, Exception? because = null) : Exception(message, because);
