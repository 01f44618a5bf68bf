using System.Text;

namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about what a page shows, and what it does not.</summary>
internal static class TextRows
{
    private const string Profile = """
        <form><label>E-mail <input type=email name=mail value=ada@example.com></label><label>About <textarea name=about>
        One
        Two</textarea></label><label>Size <select name=size><option value=s>Small<option value=l selected>Large</select></label>
        <label>Days <select name=days multiple><option selected>Mon<option>Tue<option selected>Wed</select></label>
        <label><input type=checkbox name=news checked> News</label><label><input type=checkbox name=ads> Ads</label>
        <label><input type=radio name=colour value=r> Red</label><label><input type=radio name=colour value=b checked> Blue</label>
        <label>Secret <input type=password name=pw value=hush></label><label>Picture <input
        type=file name=pic></label><label>Empty <input name=empty></label>
        <input type=submit value=Save></form>
        """;

    private static readonly string Long = string.Concat(Enumerable.Repeat("word ", 2000));

    public static readonly Situation[] All =
    [
        .. Whole("text", "text/plain; charset=utf-8", Long + "end"),
        .. Whole("JSON", "application/json", $"{{\"a\":\"{Long}\",\"b\":\"end\"}}"),
        .. Whole("JSON of another kind", "application/ld+json", $"{{\"a\":\"{Long}\",\"b\":\"end\"}}"),
        .. Whole("XML", "application/xml", $"<a><b>{Long}</b><c>end</c></a>"),
        .. Whole("XML as text", "text/xml", $"<a><b>{Long}</b><c>end</c></a>"),
        .. Whole("a feed", "application/rss+xml", $"<rss><channel><title>{Long}</title><item><title>end</title></item></channel></rss>"),
        .. Whole("an Atom feed", "application/atom+xml",
            $"<feed xmlns='http://www.w3.org/2005/Atom'><title>{Long}</title><entry><title>end</title></entry></feed>"),
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
            "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY e 'ent'>]><?pi some data?><a xmlns='urn:x'>\n <b>  one  two "
                + "</b><c><![CDATA[<x> & y]]></c>\nmixed <d e='1'/> tail &amp; more &lt; &e;<g></g>"
                + $"<h>{new string('h', 60)}</h>text<!--note--></a>",
            "<?pi some data?> <a xmlns=\"urn:x\"> <b> one two </b> <c> <![CDATA[ <x> & y ]]> </c> mixed <d e=\"1\"/> tail & more < "
                + "ent <g/> <h>" + new string('h', 60) + "</h> text <!-- note --> </a>"),
        Shows("XML that is XHTML", "application/xml",
            "<html xmlns='http://www.w3.org/1999/xhtml'><head><title>T</title></head><body><p>a <b>page</b></p><p hidden=''>not "
                + "this</p></body></html>", "a page"),
        new("XHTML is read as XML", Situation.Bytes("application/xhtml+xml", Encoding.UTF8.GetBytes(
            "<html xmlns='http://www.w3.org/1999/xhtml'><head><title>T</title><script src='/none.js'/></head><body><div/><p>one "
                + "<b/>two &#233;</p><p><![CDATA[a <b>]]></p>"
            + "<form action='/'><p><input name='q' value='1'/><button>Go</button></p></form><p><a href='/?ü'>next</a></p></body></html>")),
            async p =>
        {
            await p.ShouldHaveTitle("T");
            await p.ShouldShow("one two é", "a <b>");
            await p.Press("Go");
            await p.ShouldBeAt("/?q=1");
            await p.Follow("next");
            await p.ShouldBeAt("/?%C3%BC");
        }),
        Shows("XHTML with HTML's entities", "application/xhtml+xml",
            "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd'><html "
                + "xmlns='http://www.w3.org/1999/xhtml'><body><p>a&nbsp;b &eacute; &amp; &lt;</p></body></html>",
            "a b é & <"),
        Shows("XHTML with a fault", "application/xhtml+xml",
            "<html xmlns='http://www.w3.org/1999/xhtml'><body><p>before</p><p>x</body></html>", "before"),
        new("XHTML with a fault shows nothing after it", Situation.Bytes("application/xhtml+xml",
            Encoding.UTF8.GetBytes("<html xmlns='http://www.w3.org/1999/xhtml'><body><p>before</p><p>x</div><p>after</p></body></html>")),
            p => p.ShouldNotShow("after")),
        new("a picture has no text",
            Situation.Bytes("image/gif", Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")),
            p => p.ShouldNotShow("GIF")),
        // What stands in fields is no text of the page; a word of its own proves it.
        new("the value of a field", Situation.Html(Profile), async page =>
        {
            await page.ShouldNotShow("ada@example.com");
            await page.ShouldHaveValue("E-mail", "ada@example.com");
            await page.ShouldHaveValue("[name=mail]", "ada@example.com");
            await page.ShouldHaveValue("About", "One\nTwo");
            await page.ShouldHaveValue("Size", "Large");
            await page.ShouldHaveValue("Size", "l");
            await page.ShouldHaveValue("Days", "Mon, Wed");
            await page.ShouldHaveValue("News", "true");
            await page.ShouldHaveValue("Ads", "false");
            await page.ShouldHaveValue("colour", "Blue");
            await page.ShouldHaveValue("colour", "b");
            await page.ShouldHaveValue("Blue", "true");
            await page.ShouldHaveValue("Red", "false");
            await page.ShouldHaveValue("Secret", "hush");
            await page.ShouldHaveValue("Empty", "");
        }),
        new("the value of a field that was filled", Situation.Html(Profile), async page =>
        {
            await page.Fill("E-mail", "bob@example.com");
            await page.Fill(new { About = "Three", Size = "Small", News = false, colour = "Red" });
            await page.Attach("Picture");
            await page.ShouldHaveValue("E-mail", "bob@example.com");
            await page.ShouldHaveValue("About", "Three");
            await page.ShouldHaveValue("Size", "s");
            await page.ShouldHaveValue("News", "False");
            await page.ShouldHaveValue("colour", "r");
            await page.ShouldHaveValue("Picture", "");
        }),
        new("another value of a field", Situation.Html(Profile), page => page.ShouldHaveValue("E-mail", "bob@example.com"),
            "Should have the value \"bob@example.com\" in \"E-mail\": the field \"E-mail\" has another value",
            "Expected  \"bob@example.com\"", "Instead   \"ada@example.com\""),
        new("a part of the value of a field", Situation.Html(Profile), page => page.ShouldHaveValue("E-mail", "ada@example"),
            "has another value"),
        new("another choice", Situation.Html(Profile), page => page.ShouldHaveValue("Size", "Small"), "has another value", "\"Large\""),
        new("another of the buttons of a group", Situation.Html(Profile), page => page.ShouldHaveValue("colour", "Red"),
            "has another value", "\"Blue\""),
        new("no value", Situation.Html(Profile), page => page.ShouldHaveValue("Empty", "x"), "has another value", "Instead   nothing"),
        new("the value of no field", Situation.Html(Profile), page => page.ShouldHaveValue("Phone", "1"), "no field \"Phone\""),
        new("a text that stands in a field", Situation.Html(Profile), page => page.ShouldShow("ada@example.com"),
            "does not show \"ada@example.com\" as text: it is the value of the field \"E-mail\"",
            "prove that by ShouldHaveValue(\"E-mail\", …)"),
        new("a text that stands in a field with more", Situation.Html(Profile), page => page.ShouldShow("Two"),
            "it is the value of the field \"About\""),
        new("a text that stands nowhere", Situation.Html(Profile), page => page.ShouldShow("bob@example.com"),
            "the page does not show \"bob@example.com\""),
        new("a password is no text of a message", Situation.Html(Profile), async page =>
        {
            var failed = await new Func<Task>(() => page.ShouldHaveValue("Secret", "x")).Should().ThrowAsync<JourneyFailedException>();
            failed.Which.Message.Should().NotContain("hush");
            failed = await new Func<Task>(() => page.ShouldShow("hush")).Should().ThrowAsync<JourneyFailedException>();
            failed.Which.Message.Should().NotContain("as text");
        }),
    ];

    /// <summary>All of it is read, however long it is.</summary>
    private static IEnumerable<Situation> Whole(string name, string? type, string body) =>
    [
        new($"the end of {name}", Situation.Bytes(type, Encoding.UTF8.GetBytes(body)), p => p.ShouldShow("end")),
        new($"the end of {name} that should not be there", Situation.Bytes(type, Encoding.UTF8.GetBytes(body)), p => p.ShouldNotShow("end"),
            "the page shows \"end\""),
    ];

    private static Situation Shows(string name, string? type, string body, string shown) =>
        new(name, Situation.Bytes(type, Encoding.UTF8.GetBytes(body)), p => p.ShouldShow(shown));
}
