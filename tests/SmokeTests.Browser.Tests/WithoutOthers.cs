namespace SmokeTests.Tests;

/// <summary>Those that nothing may go on beside: they kill the browser of this process, keep a core busy, or set what all share.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WithoutOthers
{
    public const string Name = "without others";
}
