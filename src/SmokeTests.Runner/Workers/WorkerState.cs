namespace SmokeTests.Runner.Workers;

/// <summary>The life of a worker. It only moves forward, and only this file moves it.</summary>
internal enum WorkerState
{
    /// <summary>It has said hello and takes runs.</summary>
    Ready,

    /// <summary>It finishes what it has and takes no more.</summary>
    Draining,

    /// <summary>The process has ended, or its socket has.</summary>
    Gone,
}
