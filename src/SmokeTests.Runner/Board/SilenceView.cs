namespace SmokeTests.Runner.Board;

/// <summary>A silence as the API shows it.</summary>
internal sealed record SilenceView(long Id, string On, DateTimeOffset Starts, DateTimeOffset Ends, string By, string Why)
{
    public static SilenceView Of(Silence silence) =>
        new(silence.Id, $"{silence.On}", silence.Starts, silence.Ends, silence.By, silence.Why);
}
