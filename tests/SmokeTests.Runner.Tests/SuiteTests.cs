using Microsoft.Extensions.Logging.Abstractions;
using SmokeTests.Runner.Infrastructure;
using SmokeTests.Runner.Running;
using SmokeTests.Runner.Settings;
using SmokeTests.Runner.Workers;
using SmokeTests.Settings;

namespace SmokeTests.Runner.Tests;

/// <summary>Suites that do not load: what is said of them, and that looking at them is safe meanwhile.</summary>
public sealed class SuiteTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("suite-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_file_that_cannot_be_read_is_not_one_that_is_no_assembly()
    {
        var file = Path.Combine(folder, "Shop.dll");
        File.Copy(typeof(SuiteTests).Assembly.Location, file);
        using (new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Suite.At(file).Mistake.Should().StartWith($"{file}: cannot be read: ");
            File.WriteAllText(Path.Combine(folder, "Shop.runtimeconfig.json"), "{}");
            Suite.At(folder).Mistake.Should().StartWith($"{folder}: cannot be read: ");
        }
        Suite.At(file).Mistake.Should().Contain("is no suite");
        File.WriteAllText(file, "MZ and no more");
        Suite.At(file).Mistake.Should().Contain("is no .NET assembly");
        File.WriteAllBytes(file, []);
        Suite.At(file).Mistake.Should().Contain("is no .NET assembly");
        File.Delete(file);
        Suite.At(file).Mistake.Should().Contain("there is no such file or folder");
    }

    [Fact]
    public async Task Suites_may_be_looked_at_while_others_are_loaded()
    {
        var paths = Enumerable.Range(0, 300).Select(i => Path.Combine(folder, $"{i}.dll")).ToArray();
        var settings = new LiveSettings(
            RunnerSettings.Read(SettingsFile.Load(Path.Combine(folder, SettingsFile.Name), new Dictionary<string, string>())));
        var post = new WorkerOptions(null, null, null, () => { });
        await using var sharedServices = new SharedWorkerServices(new ConcurrencyLimits(1, TimeProvider.System),
            new CrashCorrelator(TimeProvider.System), null, ShardOwnership.Alone, TimeProvider.System, NullLogger.Instance);
        await using var suiteRegistry =
            new SuiteRegistry(new SuiteRegistryOptions(paths, [], post, null, null, CheckSelector.Everything, settings), sharedServices);
        var loading = Task.Run(suiteRegistry.Load);
        do
            suiteRegistry.Copies.Should().BeEmpty();
        while (!loading.IsCompleted);
        await loading;
        suiteRegistry.Mistakes.Should().HaveCount(paths.Length);
    }
}
