using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using SmokeTests.Testing;

namespace SmokeTests.Tests.Differential;

/// <summary>A site of numbered documents, which keeps what is sent from them.</summary>
internal sealed class ArrivedRequests : IAsyncDisposable
{
    private readonly ConcurrentDictionary<int, FormDocument> documents = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<string>> arrived = new();
    private TestSite site = null!;

    public Uri Address => site.Address;

    public static async Task<ArrivedRequests> Start()
    {
        var requests = new ArrivedRequests();
        requests.site = await TestSite.Answering(requests.Answer);
        return requests;
    }

    public Uri Show(int number, FormDocument document)
    {
        documents[number] = document;
        arrived[number] = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        return new Uri(site.Address, $"/d/{number}/page");
    }

    /// <summary>What was sent from a document: method, address, content type and body.</summary>
    public Task<string> From(int number) => arrived[number].Task;

    public void Forget(int number)
    {
        documents.TryRemove(number, out _);
        arrived.TryRemove(number, out _);
    }

    public ValueTask DisposeAsync() => site.DisposeAsync();

    private async Task Answer(HttpContext context)
    {
        var request = context.Request;
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        if (target.Split('/') is not ["", "d", var number, .. var rest] || !int.TryParse(number, out var which)
            || !documents.TryGetValue(which, out var document))
        {
            context.Response.StatusCode = 204;
            return;
        }
        if (request.Method == "GET" && rest is ["page"])
        {
            context.Response.ContentType = $"text/html; charset={document.Charset}";
            await context.Response.Body.WriteAsync(document.Bytes(which));
            return;
        }
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var boundary = request.ContentType?.Split("boundary=") is [_, var named] ? named : null;
        var said = $"{request.Method} {target}\ntype {request.ContentType}\n{Encoding.Latin1.GetString(body.ToArray())}";
        arrived[which].TrySetResult(boundary is null ? said : said.Replace(boundary, "BOUNDARY", StringComparison.Ordinal));
        // The page stays where it is.
        context.Response.StatusCode = 204;
    }
}
