using SmokeTests.Worker;

namespace SmokeTests.Runner.Workers;

/// <summary>How a run ended: with a result, or lost with its worker, perhaps because it would not end.</summary>
internal readonly record struct Ended(RunFinished? Finished, bool Hung);
