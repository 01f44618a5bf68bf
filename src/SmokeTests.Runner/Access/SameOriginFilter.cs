using Microsoft.AspNetCore.Antiforgery;

namespace SmokeTests.Runner.Access;

/// <summary>
/// Lets an act pass that was meant: a form of this board's own (by its antiforgery token), or JSON that no page of another
/// site could send unasked. A token of the API stands for itself, since no browser sends it by itself.
/// </summary>
internal sealed class SameOriginFilter(IAntiforgery antiforgery) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.Request.HasFormContentType && (await FormBody.Read(context.HttpContext)).Refusal is { } refusal ? refusal
        : await IsMeant(context.HttpContext) ? await next(context)
        : Results.Problem("That came from elsewhere, or from a page that is too old: load it again.",
            statusCode: StatusCodes.Status400BadRequest);

    private async Task<bool> IsMeant(HttpContext context)
    {
        if (context.User.Identity?.AuthenticationType == BearerToken.Name)
            return true;
        if (context.Request.HasJsonContentType())
            return context.Request.Headers.Origin is not [{ } origin]
                || Uri.TryCreate(origin, UriKind.Absolute, out var from)
                && from.Authority.Equals(context.Request.Host.Value, StringComparison.OrdinalIgnoreCase);
        return context.Request.HasFormContentType && await antiforgery.IsRequestValidAsync(context);
    }
}
