namespace SmokeTests.Recording;

/// <summary>
/// Something that goes along with a run, such as its browser: asked for evidence when the run has failed, and let go at its end.
/// </summary>
internal interface IEvidenceSource
{
    /// <summary>Adds what explains the failure.</summary>
    Task Collect(Evidence evidence);

    Task Leave();
}
