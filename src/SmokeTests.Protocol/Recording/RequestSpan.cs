namespace SmokeTests.Recording;

/// <summary>A request that a run has sent to the environment's own origins, as the runner exports it: a client span.</summary>
/// <param name="Id">16 hexadecimal digits, which its <c>traceparent</c> named.</param>
/// <param name="Step">The place of the step that sent it among the run's steps; -1 where it was sent between steps.</param>
/// <param name="Url">Blotted.</param>
/// <param name="StartMs">Milliseconds since the journey began.</param>
/// <param name="Ms">How long it took, in milliseconds; -1 where it had not ended when the run had.</param>
/// <param name="Status">The HTTP status; null where no answer came.</param>
/// <param name="Error">Why none came.</param>
internal sealed record RequestSpan(string Id, int Step, string Method, string Url, double StartMs, double Ms, int? Status, string? Error);
