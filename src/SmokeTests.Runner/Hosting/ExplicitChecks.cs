namespace SmokeTests.Runner.Hosting;

/// <summary>Which checks <c>smoke run</c> takes of those that are explicit: what xunit's own option of this name says.</summary>
internal enum ExplicitChecks
{
    /// <summary>None.</summary>
    Off,

    /// <summary>All of them, beside the others.</summary>
    On,

    /// <summary>Nothing else.</summary>
    Only,
}
