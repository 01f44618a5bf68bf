using System.Diagnostics.CodeAnalysis;
using Cronos;

namespace SmokeTests.Monitoring.Checks;

/// <summary>Reads cron expressions as people write them: five fields, or six with seconds first.</summary>
internal static class CronText
{
    private const int FieldsWithSeconds = 6;

    /// <param name="text">For example <c>*/10 8-18 * * MON-FRI</c>.</param>
    /// <param name="cron">The expression.</param>
    /// <param name="mistake">What is wrong with the text.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out CronExpression? cron, [NotNullWhen(false)] out string? mistake)
    {
        (cron, mistake) = (null, null);
        try
        {
            var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
            cron = CronExpression.Parse(text, fields == FieldsWithSeconds ? CronFormat.IncludeSeconds : CronFormat.Standard);
            return true;
        }
        catch (Exception e) when (e is CronFormatException or MissingSeedException)
        {
            // H spreads checks by chance in other products; here they are spread by [Every].
            mistake = e is MissingSeedException ? "H is not known here; write a number" : e.Message;
            return false;
        }
    }
}
