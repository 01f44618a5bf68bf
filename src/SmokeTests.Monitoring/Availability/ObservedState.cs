namespace SmokeTests.Monitoring.Availability;

/// <summary>What a run says of the product.</summary>
internal enum ObservedState
{
    Up,
    Down,

    /// <summary>It was broken, lost, skipped, or blamed on another check: it says nothing.</summary>
    Silent,
}
