using System.Runtime.CompilerServices;
using AngleSharp.Dom;
using SmokeTests.Addresses;
using SmokeTests.Content.Encodings;

namespace SmokeTests.Documents;

/// <summary>
/// Where a link, a form or a part of a page leads: resolved against the page's base, the path in UTF-8 and the query in the
/// page's own encoding (URL standard, "query state").
/// </summary>
internal static class PageAddress
{
    private static readonly ConditionalWeakTable<IDocument, Lazy<HttpAddress?>> Roots = [];

    /// <summary>Notes where a page stands: its parser writes the address otherwise.</summary>
    public static void Keep(IDocument page, Uri address) =>
        Roots.AddOrUpdate(page, new Lazy<HttpAddress?>(() => Base(page, HttpAddress.Of(address))));

    /// <summary>The whole address, also of another scheme (<c>mailto:</c>); the reference itself where it is none.</summary>
    /// <param name="element">What names the address.</param>
    /// <param name="reference">As it is written, such as <c>/list?q=слон</c>.</param>
    public static string Resolve(IElement element, string reference) =>
        Find(element, reference)?.ToString() ?? HttpAddress.Cleaned(reference);

    /// <summary>Null for what leads to no http or https.</summary>
    /// <inheritdoc cref="Resolve"/>
    public static HttpAddress? Find(IElement element, string reference) => element.Owner is { } page
        ? HttpAddress.Parse(reference, BaseOf(page), CharacterEncoding.Of(page)) : null;

    /// <summary>What the page's references are relative to; null where that is no address of the web.</summary>
    public static HttpAddress? BaseOf(IDocument page) => Roots.TryGetValue(page, out var known) ? known.Value : null;

    /// <summary>The first <c>base</c> with an address, where that is one of the web; else the page's own.</summary>
    private static HttpAddress? Base(IDocument page, HttpAddress? address) =>
        page.QuerySelector("base[href]")?.GetAttribute("href") is { } written
        && HttpAddress.Parse(written, address, CharacterEncoding.Of(page)) is { } root
            ? root : address;
}
