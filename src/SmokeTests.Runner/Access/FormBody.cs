namespace SmokeTests.Runner.Access;

/// <summary>
/// Reads a form that somebody sends. What is none is answered with a status and a reason, not with a fault of the server.
/// </summary>
internal static class FormBody
{
    /// <summary>The form, or else the answer.</summary>
    public static async Task<(IFormCollection Form, IResult? Refusal)> Read(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
            return (FormCollection.Empty, Results.Problem("Send a form: application/x-www-form-urlencoded or multipart/form-data.",
                statusCode: StatusCodes.Status415UnsupportedMediaType));
        try
        {
            return (await context.Request.ReadFormAsync(context.RequestAborted), null);
        }
        catch (BadHttpRequestException e)
        {
            return (FormCollection.Empty, Results.Problem(e.Message, statusCode: e.StatusCode));
        }
        catch (Exception e) when (e is InvalidDataException or IOException && !context.RequestAborted.IsCancellationRequested)
        {
            return (FormCollection.Empty, Results.Problem($"That is no form: {e.Message}", statusCode: StatusCodes.Status400BadRequest));
        }
    }
}
