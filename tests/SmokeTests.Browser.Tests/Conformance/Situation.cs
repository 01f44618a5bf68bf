using System.Text;
using Microsoft.AspNetCore.Http;
using SmokeTests.Settings;

namespace SmokeTests.Tests.Conformance;

/// <summary>A site, what a visitor does there, and what becomes of it. It must be the same by either driver.</summary>
/// <param name="Name">What is special about it, as a phrase; unique among all rows.</param>
/// <param name="Site">Answers each request.</param>
/// <param name="Visit">The words, on the page that <see cref="Start"/> leads to.</param>
/// <param name="Fails">Parts of the message, where a word must fail; none where all of them must pass.</param>
internal sealed record Situation(string Name, RequestDelegate Site, Func<Page, Task> Visit, params string[] Fails)
{
    /// <summary>The address that is opened first.</summary>
    public string Start { get; init; } = "/";

    /// <summary>The status to open it with.</summary>
    public int? Status { get; init; }

    /// <summary>Answers byte for byte, in place of <see cref="Site"/>.</summary>
    public Func<Testing.RawRequest, Testing.RawReply>? Raw { get; init; }

    /// <summary>What is different about the environment's settings.</summary>
    public Func<EnvironmentSettings, EnvironmentSettings>? But { get; init; }

    /// <summary>A site of one page.</summary>
    public static RequestDelegate Html(string page) => Bytes("text/html; charset=utf-8", Encoding.UTF8.GetBytes(page));

    /// <summary>A site of one answer, byte for byte, and without an icon.</summary>
    public static RequestDelegate Bytes(string? type, byte[] body) => async context =>
    {
        if (context.Request.Path == "/favicon.ico")
        {
            context.Response.StatusCode = 204;
            return;
        }
        context.Response.ContentType = type;
        await context.Response.Body.WriteAsync(body);
    };
}
