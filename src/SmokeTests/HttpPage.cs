using System.Net;
using AngleSharp.Html.Dom;
using SmokeTests.Api;
using SmokeTests.HttpPages;
using SmokeTests.Recording;

namespace SmokeTests;

/// <summary>A page over HTTP: as it was sent, with its real forms and cookies. No script runs, and nothing is waited for.</summary>
public sealed class HttpPage : Page
{
    private readonly HttpTab tab;
    private readonly Recorder recorder;

    internal HttpPage(HttpTab tab, Recorder recorder) : base(tab, recorder) => (this.tab, this.recorder) = (tab, recorder);

    /// <summary>The status that the page came with.</summary>
    public HttpStatusCode Status => tab.Answer.Status;

    /// <summary>The page's title.</summary>
    public string Title => tab.Document.Title ?? "";

    /// <summary>The text as people see it: no scripts, nothing hidden, white space folded, a line for each block.</summary>
    public string Text => tab.Text;

    /// <summary>The bytes as they were sent, decompressed.</summary>
    public IReadOnlyList<byte> Body => tab.Answer.Body;

    /// <summary>The parsed page, for what the vocabulary lacks.</summary>
    public IHtmlDocument Document => tab.Document;

    /// <summary>A value of a JSON answer; one that is not there, or of another type, fails the step.</summary>
    /// <param name="path">
    /// Such as <c>items[0].price</c> or <c>versions['1.0.0'].description</c>; <c>[-1]</c> is the last, <c>items.length</c> counts, and
    /// an empty path is the whole answer. In quotes stand names with dots, brackets or quotes, with the escapes of JSON.
    /// </param>
    /// <exception cref="CheckBrokenException">The path cannot be read.</exception>
    public Task<T> Json<T>(string path) => recorder.Take($"read {path}", _ => Task.FromResult(
        new JsonAnswer(tab.Answer.Content(), recorder, tab.Answer.Address.AbsoluteUri).At<T>(path)));
}
