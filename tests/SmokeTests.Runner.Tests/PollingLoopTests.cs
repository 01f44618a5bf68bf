using Microsoft.Extensions.Logging;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Tests;

public class PollingLoopTests
{
    [Fact]
    public async Task A_history_that_does_not_answer_is_said_once_until_it_answers_again()
    {
        var (log, answers, told) = (new Lines(), new Queue<bool>([false, false, true, false]), 0);
        using var stop = new CancellationTokenSource();

        await new PollingLoop(_ => Task.CompletedTask, "Error budgets cannot be looked up", log).Run(Look, () => told++, stop.Token);

        log.All.Should().Equal(Enumerable.Repeat("Error budgets cannot be looked up now: another runner has taken this over", 2));
        told.Should().Be(1, "one look found something to tell");

        bool Look()
        {
            if (!answers.TryDequeue(out var isThere))
                stop.Cancel();
            else if (!isThere)
                throw new TakenOverException();
            return isThere;
        }
    }

    private sealed class Lines : ILogger
    {
        public List<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => All.Add(formatter(state, exception));
    }
}
