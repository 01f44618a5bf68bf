using System.Data.Common;
using System.Text;
using Microsoft.Net.Http.Headers;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Board;

/// <summary>
/// What keeps a request from being answered is answered with its status and a reason: a body that is too large or is cut off is
/// its sender's matter, a history that is away passes. Neither leaves a stack in the log; what does is a fault of the runner's own.
/// </summary>
internal sealed class FaultAnswers(RequestDelegate next, ILogger<FaultAnswers> log)
{
    private const string SoonEnough = "5";

    public async Task Invoke(HttpContext context)
    {
        try
        {
            if (IsCharsetKnown(context.Request.ContentType))
                await next(context);
            else
                await Answer(context, StatusCodes.Status415UnsupportedMediaType, "The charset of the body is not known here: send UTF-8.");
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await Answer(context, e.StatusCode, e.Message);
        }
        catch (Exception e) when (!context.Response.HasStarted && IsAway(e))
        {
            log.LogWarning("{Method} {Path} is not answered now: the history does not answer ({Why})",
                context.Request.Method, context.Request.Path.Value, e.Message);
            context.Response.Clear();
            context.Response.Headers.RetryAfter = SoonEnough;
            await Answer(context, StatusCodes.Status503ServiceUnavailable, "The history does not answer now. Try again in a moment.");
        }
        catch (Exception e) when (context.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            // Nobody waits for the answer any more.
        }
    }

    /// <summary>What reads forms and JSON takes any other for a fault of its own.</summary>
    private static bool IsCharsetKnown(string? type)
    {
        if (type is null || !MediaTypeHeaderValue.TryParse(type, out var media) || media.Charset.Length == 0)
            return true;
        try
        {
            _ = Encoding.GetEncoding(HeaderUtilities.RemoveQuotes(media.Charset).ToString());
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static bool IsAway(Exception e) => e is DbException or IOException && DatabaseFault.MayPass(e) || e is HistoryGoneException;

    private static Task Answer(HttpContext context, int status, string why) =>
        Results.Problem(why, statusCode: status).ExecuteAsync(context);
}
