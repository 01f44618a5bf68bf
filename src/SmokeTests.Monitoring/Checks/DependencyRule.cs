using SmokeTests.Worker;

namespace SmokeTests.Monitoring.Checks;

/// <summary>Whether what became of a dependency explains what became of the check that depends on it.</summary>
internal static class DependencyRule
{
    /// <summary>
    /// A dependency that failed explains whatever went wrong after it. One that is broken says nothing about the product: it
    /// hides no failure, and explains only that its dependents are broken too.
    /// </summary>
    public static bool Explains(Outcome dependency, Outcome run) => (dependency, run) switch
    {
        (Outcome.Failed, Outcome.Failed or Outcome.Broken) => true,
        (Outcome.Broken, Outcome.Broken) => true,
        _ => false,
    };
}
