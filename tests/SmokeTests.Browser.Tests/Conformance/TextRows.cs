using System.Text;

namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about what a page shows, and what it does not.</summary>
internal static class TextRows
{
    private static readonly string Long = string.Concat(Enumerable.Repeat("word ", 2000));

    public static readonly Situation[] All =
    [
        .. Whole("text", "text/plain; charset=utf-8", Long + "end"),
        .. Whole("JSON", "application/json", $"{{\"a\":\"{Long}\",\"b\":\"end\"}}"),
        .. Whole("JSON of another kind", "application/ld+json", $"{{\"a\":\"{Long}\",\"b\":\"end\"}}"),
        .. Whole("XML", "application/xml", $"<a><b>{Long}</b><c>end</c></a>"),
        .. Whole("XML as text", "text/xml", $"<a><b>{Long}</b><c>end</c></a>"),
        .. Whole("a feed", "application/rss+xml", $"<rss><channel><title>{Long}</title><item><title>end</title></item></channel></rss>"),
        .. Whole("an Atom feed", "application/atom+xml", $"<feed xmlns='http://www.w3.org/2005/Atom'><title>{Long}</title><entry><title>end</title></entry></feed>"),
        .. Whole("a script", "text/javascript", $"/* {Long} */ end"),
        .. Whole("Markdown", "text/markdown", $"# {Long}\n\nend"),
        .. Whole("an answer without a type", null, Long + "end"),
        .. Whole("a page without a type", null, $"<p>{Long}</p><p>end</p>"),
        Shows("text that looks like a page", "text/plain", "<html><body><p>not a page</p></body></html>", "<p>not a page</p>"),
        Shows("a page without a type is a page", null, "\n <DIV class=a>a <b>page</b></DIV>", "a page"),
        Shows("a page of a type that is none", "html", "<p>a <b>page</b>", "a page"),
        Shows("a page of any type", "*/*", "<p>a <b>page</b>", "a page"),
        Shows("text without a type that holds a tag", null, "hello <p>there", "hello <p>there"),
        Shows("XML without a type", null, "<?xml version='1.0'?><a><b>one</b></a>", "<a> <b>one</b> </a>"),
        Shows("JSON without a type", null, "{\"a\":1}", "{\"a\":1}"),
        Shows("several types", "text/html, text/plain; charset=utf-8", "<p>a", "<p>a"),
        Shows("XML's tree", "application/xml",
            "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY e 'ent'>]><?pi some data?><a xmlns='urn:x'>\n <b>  one  two </b><c><![CDATA[<x> & y]]></c>\nmixed <d e='1'/> tail &amp; more &lt; &e;<g></g>"
                + $"<h>{new string('h', 60)}</h>text<!--note--></a>",
            "<?pi some data?> <a xmlns=\"urn:x\"> <b> one two </b> <c> <![CDATA[ <x> & y ]]> </c> mixed <d e=\"1\"/> tail & more < ent <g/> <h>" + new string('h', 60) + "</h> text <!-- note --> </a>"),
        Shows("XML that is XHTML", "application/xml", "<html xmlns='http://www.w3.org/1999/xhtml'><head><title>T</title></head><body><p>a <b>page</b></p><p hidden=''>not this</p></body></html>", "a page"),
        new("XHTML is read as XML", Situation.Bytes("application/xhtml+xml", Encoding.UTF8.GetBytes(
            "<html xmlns='http://www.w3.org/1999/xhtml'><head><title>T</title><script src='/none.js'/></head><body><div/><p>one <b/>two &#233;</p><p><![CDATA[a <b>]]></p>"
            + "<form action='/'><p><input name='q' value='1'/><button>Go</button></p></form><p><a href='/?ü'>next</a></p></body></html>")), async p =>
        {
            await p.ShouldHaveTitle("T");
            await p.ShouldShow("one two é", "a <b>");
            await p.Press("Go");
            await p.ShouldBeAt("/?q=1");
            await p.Follow("next");
            await p.ShouldBeAt("/?%C3%BC");
        }),
        Shows("XHTML with HTML's entities", "application/xhtml+xml",
            "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd'><html xmlns='http://www.w3.org/1999/xhtml'><body><p>a&nbsp;b &eacute; &amp; &lt;</p></body></html>",
            "a b é & <"),
        Shows("XHTML with a fault", "application/xhtml+xml", "<html xmlns='http://www.w3.org/1999/xhtml'><body><p>before</p><p>x</body></html>", "before"),
        new("XHTML with a fault shows nothing after it", Situation.Bytes("application/xhtml+xml",
            Encoding.UTF8.GetBytes("<html xmlns='http://www.w3.org/1999/xhtml'><body><p>before</p><p>x</div><p>after</p></body></html>")), p => p.ShouldNotShow("after")),
        new("a picture has no text", Situation.Bytes("image/gif", Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")), p => p.ShouldNotShow("GIF")),
    ];

    /// <summary>All of it is read, however long it is.</summary>
    private static IEnumerable<Situation> Whole(string name, string? type, string body) =>
    [
        new($"the end of {name}", Situation.Bytes(type, Encoding.UTF8.GetBytes(body)), p => p.ShouldShow("end")),
        new($"the end of {name} that should not be there", Situation.Bytes(type, Encoding.UTF8.GetBytes(body)), p => p.ShouldNotShow("end"), "the page shows \"end\""),
    ];

    private static Situation Shows(string name, string? type, string body, string shown) => new(name, Situation.Bytes(type, Encoding.UTF8.GetBytes(body)), p => p.ShouldShow(shown));
}
