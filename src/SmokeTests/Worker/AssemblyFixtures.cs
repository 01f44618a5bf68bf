using Xunit;
using Xunit.v3;

namespace SmokeTests.Worker;

/// <summary>
/// The suite's assembly fixtures: made once, before the first run, and disposed of with the worker. Where one cannot be made, the
/// checks fail by it, as under <c>dotnet test</c>, and the next run tries again: what it needs may be there by then.
/// </summary>
internal sealed class AssemblyFixtures(IXunitTestAssembly assembly) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private Task? creating;

    /// <summary>What there is, and why it is not all.</summary>
    public (FixtureMappingManager Mappings, Exception? Failure) Now { get; private set; } = (new("Assembly"), null);

    /// <summary>Makes them, unless they are there. Many who ask at once wait for one attempt.</summary>
    public Task Create()
    {
        lock (gate)
            return creating is { IsCompleted: false } || creating is not null && Now.Failure is null
                ? creating
                : creating = Task.Run(Attempt);
    }

    public ValueTask DisposeAsync() => Now.Mappings.DisposeAsync();

    private async Task Attempt()
    {
        TestContext.SetForInitialization(new RunSink(), diagnosticMessages: true, internalDiagnosticMessages: false);
        TestContext.SetForTestAssembly(assembly, TestEngineStatus.Initializing, CancellationToken.None);
        var mappings = new FixtureMappingManager("Assembly");
        var aggregator = ExceptionAggregator.Create();
        await aggregator.RunAsync(() => mappings.InitializeAsync(assembly.AssemblyFixtureTypes, createInstances: true));
        if (aggregator.HasExceptions)
        {
            await aggregator.RunAsync(mappings.DisposeAsync);
            mappings = new FixtureMappingManager("Assembly");
        }
        Now = (mappings, aggregator.ToException());
    }
}
