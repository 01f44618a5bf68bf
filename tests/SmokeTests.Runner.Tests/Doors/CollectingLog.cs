using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace SmokeTests.Runner.Tests;

/// <summary>What a runner writes into its log.</summary>
internal sealed class CollectingLog : ILoggerProvider
{
    private readonly ConcurrentQueue<LogEntry> entries = new();

    public IReadOnlyList<LogEntry> Entries => [.. entries];

    /// <summary>What nobody caught, or what was written down with its stack.</summary>
    public IReadOnlyList<LogEntry> Stacks => [.. entries.Where(e => e.Level >= LogLevel.Error && e.Fault is not null)];

    public ILogger CreateLogger(string categoryName) => new Writer(categoryName, entries);

    public void Dispose()
    {
    }

    public void Forget() => entries.Clear();

    private sealed class Writer(string category, ConcurrentQueue<LogEntry> entries) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                entries.Enqueue(new LogEntry(category, logLevel, formatter(state, exception), exception));
        }
    }
}

internal sealed record LogEntry(string Category, LogLevel Level, string Text, Exception? Fault)
{
    public override string ToString() => $"{Category} {Level}: {Text}\n{Fault}";
}
