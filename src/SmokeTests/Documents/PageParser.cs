using System.Collections.Concurrent;
using System.Net;
using System.Text;
using AngleSharp;
using AngleSharp.Browser;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using SmokeTests.Content;
using SmokeTests.Content.Encodings;
using SmokeTests.Http;

namespace SmokeTests.Documents;

/// <summary>Makes a page of an answer: its elements, or the text of what has none.</summary>
internal static class PageParser
{
    private static readonly ConcurrentDictionary<string, IConfiguration> Configurations = new();

    /// <summary>The document, which is empty where the answer is no page, and the text of such an answer.</summary>
    public static async Task<(IHtmlDocument Document, string? Text)> Parse(Answer answer)
    {
        var document = await Open(answer, answer.Kind != DocumentKind.Html ? default
            : answer.Encoding.IsReplacement ? answer.Body.AsMemory(0, Math.Min(answer.Body.Length, 1)) : answer.Body.AsMemory(answer.Mark));
        return answer.Kind switch
        {
            DocumentKind.Html => (document, null),
            DocumentKind.Xhtml or DocumentKind.Xml => (document, XmlPage.Read(answer.Content(), document)),
            _ => (document, answer.Content()),
        };
    }

    private static async Task<IHtmlDocument> Open(Answer answer, ReadOnlyMemory<byte> body)
    {
        var owners = new FormOwners();
        var configuration = Configurations.GetOrAdd(answer.Encoding.WebName, Configure, answer.Encoding);
        var context = BrowsingContext.New(configuration.With<IHtmlParser>(within => new HtmlParser(owners.Watching, within)));
        var segment = System.Runtime.InteropServices.MemoryMarshal.TryGetArray(body, out var bytes) && bytes.Array is not null ? bytes
            : ArraySegment<byte>.Empty;
        var document = await context.OpenAsync(response => response
            .Content(new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false))
            .Address(answer.Address.AbsoluteUri)
            .Header("Content-Type", "text/html")
            .Status(HttpStatusCode.OK));
        owners.Keep(document);
        PageAddress.Keep(document, answer.Address);
        return (IHtmlDocument)document;
    }

    /// <summary>The encoding is known, and what the page says of it besides does not count.</summary>
    private static IConfiguration Configure(string name, CharacterEncoding encoding) =>
        Configuration.Default.Without<IMetaHandler>().With(new Known(encoding));

    private sealed class Known(Encoding encoding) : IEncodingProvider
    {
        public Encoding Suggest(string locale) => encoding;
    }
}
