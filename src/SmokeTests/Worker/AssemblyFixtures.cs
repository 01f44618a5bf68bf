using Xunit;
using Xunit.v3;

namespace SmokeTests.Worker;

/// <summary>
/// What all checks of a suite share: created once, and before anything runs at the same time, since xunit's own map of
/// fixtures is a plain dictionary. Where one cannot be created every check has the verdict of that; it is tried again.
/// </summary>
internal sealed class AssemblyFixtures(TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim gate = new(1);
    private Thrown? failed;
    private long triedAt;

    public FixtureMappingManager All { get; private set; } = new("Assembly");

    /// <summary>What was thrown; null where all are there.</summary>
    public ValueTask<Thrown?> Ready(IXunitTestAssembly assembly) => triedAt != 0 && failed is null ? new((Thrown?)null) : new(Try(assembly));

    public async ValueTask DisposeAsync()
    {
        await All.DisposeAsync();
        gate.Dispose();
    }

    private async Task<Thrown?> Try(IXunitTestAssembly assembly)
    {
        await gate.WaitAsync();
        try
        {
            if (triedAt != 0 && (failed is null || time.GetElapsedTime(triedAt) < BetweenTries))
                return failed;
            if (failed is not null)
                All = new FixtureMappingManager("Assembly");
            TestContext.SetForInitialization(new RunSink(), diagnosticMessages: true, internalDiagnosticMessages: false);
            TestContext.SetForTestAssembly(assembly, TestEngineStatus.Initializing, CancellationToken.None);
            await All.InitializeAsync(assembly.AssemblyFixtureTypes, createInstances: true);
            failed = null;
        }
#pragma warning disable CA1031 // Whatever a suite's own fixture throws is judged like all else that a check throws.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failed = Thrown.Of(e);
        }
        finally
        {
            triedAt = time.GetTimestamp();
            gate.Release();
        }
        return failed;
    }
}
