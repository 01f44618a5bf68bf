using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace SmokeTests.Runner.Board;

/// <summary>An answer that has not changed is not sent again: its ETag is the hash of what it says.</summary>
internal sealed class ETag(IOptions<JsonOptions> options) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        if (result is not IValueHttpResult { Value: { } value } || result is IStatusCodeHttpResult { StatusCode: not 200 })
            return result;
        var body = JsonSerializer.SerializeToUtf8Bytes(value, options.Value.SerializerOptions);
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 12))}\"";
        context.HttpContext.Response.Headers.ETag = tag;
        return context.HttpContext.Request.Headers.IfNoneMatch.Contains(tag) ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Results.Bytes(body, "application/json");
    }
}
