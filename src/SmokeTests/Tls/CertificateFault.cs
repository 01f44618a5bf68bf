using System.Globalization;

namespace SmokeTests.Tls;

/// <summary>One thing that is wrong with a certificate.</summary>
/// <param name="What">As a sentence without its end.</param>
/// <param name="On">The day that it is about; null for none.</param>
internal sealed record CertificateFault(string What, DateTimeOffset? On = null)
{
    /// <param name="now">Tells how far away that day is.</param>
    public string Said(DateTimeOffset now) => On is not { } day ? What
        : string.Create(CultureInfo.InvariantCulture,
            $"{What} on {day.UtcDateTime:yyyy-MM-dd} ({Away((int)Math.Floor((now - day).Duration().TotalDays), day < now)})");

    private static string Away(int days, bool past) => (days, past) switch
    {
        (0, true) => "less than a day ago",
        (0, false) => "in less than a day",
        (1, true) => "a day ago",
        (1, false) => "in a day",
        (_, true) => $"{days} days ago",
        _ => $"in {days} days",
    };
}
