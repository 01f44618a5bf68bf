using SmokeTests.Runner.Settings;
using SmokeTests.Runner.Workers;

namespace SmokeTests.Runner.Running;

/// <summary>What a roster is made from: which suites, in which environments, which of their checks.</summary>
/// <param name="Paths">Suites, and folders of suites: what comes into such a folder later is taken up as well.</param>
/// <param name="Copies">The folder that suites are copied to before they run; null runs them where they are.</param>
internal sealed record SuiteRegistryOptions(IReadOnlyList<string> Paths, IReadOnlyList<string> Environments, WorkerOptions Post,
    string? Copies, TimeSpan? Every, CheckSelector Selector, LiveSettings Settings);
