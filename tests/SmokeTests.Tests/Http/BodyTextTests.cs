using System.Text;
using CsCheck;
using SmokeTests.Content;
using SmokeTests.Content.Encodings;
using SmokeTests.Documents;
using SmokeTests.Http;
using SmokeTests.Recording;

namespace SmokeTests.Tests.Http;

/// <summary>What bytes are, and which text they hold, by tables that Chromium was asked for (version 156).</summary>
public class BodyTextTests
{
    [Theory]
    //          the label                the encoding
    [InlineData("utf8",                  "UTF-8")]
    [InlineData("UTF-8",                 "UTF-8")]
    [InlineData("  utf-8\n",             "UTF-8")]
    [InlineData("unicode-1-1-utf-8",     "UTF-8")]
    [InlineData("x-unicode20utf8",       "UTF-8")]
    [InlineData("latin1",                "windows-1252")]
    [InlineData("ISO-8859-1",            "windows-1252")]
    [InlineData("us-ascii",              "windows-1252")]
    [InlineData("ansi_x3.4-1968",        "windows-1252")]
    [InlineData("iso-8859-9",            "windows-1254")]
    [InlineData("tis-620",               "windows-874")]
    [InlineData("iso-8859-11",           "windows-874")]
    [InlineData("iso-8859-8-i",          "ISO-8859-8-I")]
    [InlineData("logical",               "ISO-8859-8-I")]
    [InlineData("visual",                "ISO-8859-8")]
    [InlineData("sun_eu_greek",          "ISO-8859-7")]
    [InlineData("iso-8859-10",           "ISO-8859-10")]
    [InlineData("iso-8859-16",           "ISO-8859-16")]
    [InlineData("x-cp1251",              "windows-1251")]
    [InlineData("cp866",                 "IBM866")]
    [InlineData("koi",                   "KOI8-R")]
    [InlineData("koi8-ru",               "KOI8-U")]
    [InlineData("mac",                   "macintosh")]
    [InlineData("x-mac-ukrainian",       "x-mac-cyrillic")]
    [InlineData("gb2312",                "GBK")]
    [InlineData("chinese",               "GBK")]
    [InlineData("gb18030",               "gb18030")]
    [InlineData("big5-hkscs",            "Big5")]
    [InlineData("x-sjis",                "Shift_JIS")]
    [InlineData("windows-31j",           "Shift_JIS")]
    [InlineData("x-euc-jp",              "EUC-JP")]
    [InlineData("iso-2022-jp",           "ISO-2022-JP")]
    [InlineData("ks_c_5601-1987",        "EUC-KR")]
    [InlineData("utf-16",                "UTF-16LE")]
    [InlineData("ucs-2",                 "UTF-16LE")]
    [InlineData("unicodefffe",           "UTF-16BE")]
    [InlineData("iso-2022-kr",           "replacement")]
    [InlineData("hz-gb-2312",            "replacement")]
    [InlineData("x-user-defined",        "x-user-defined")]
    [InlineData("none",                  null)]
    [InlineData("utf-7",                 null)]
    [InlineData("utf-32",                null)]
    [InlineData("cp932",                 null)]
    [InlineData("utf 8",                 null)]
    [InlineData("'utf-8'",               null)]
    [InlineData("",                      null)]
    public void A_label_names_an_encoding(string label, string? name) => CharacterEncoding.Of(label)?.WebName.Should().Be(name);

    [Theory]
    //          the encoding       bytes           text
    [InlineData("windows-1252",    "80818D909D",   "€\u0081\u008d\u0090\u009d")]
    [InlineData("windows-1253",    "AAD2FF81",     "\uFFFD\uFFFD\uFFFD\u0081")]
    [InlineData("windows-1255",    "D9CAFFA4",     "\uFFFD\u05BA\uFFFD₪")]
    [InlineData("windows-1257",    "A1A581",       "\uFFFD\uFFFD\u0081")]
    [InlineData("windows-874",     "80A1DB",       "€ก\uFFFD")]
    [InlineData("iso-8859-6",      "A1C7E0A0",     "\uFFFDاـ\u00A0")]
    [InlineData("iso-8859-7",      "A4A5AAAED2A1", "€₯ͺ\uFFFD\uFFFD‘")]
    [InlineData("iso-8859-8",      "E0FDFEA1AF",   "א\u200E\u200F\uFFFD¯")]
    [InlineData("iso-8859-10",     "A1FF80",       "Ąĸ\u0080")]
    [InlineData("iso-8859-14",     "A1F0FF",       "Ḃŵÿ")]
    [InlineData("iso-8859-16",     "A4BAFE",       "€șț")]
    [InlineData("macintosh",       "DB8AF0BD",     "€ä\uF8FFΩ")]
    [InlineData("x-mac-cyrillic",  "A2B6FF",       "Ґґ€")]
    [InlineData("koi8-u",          "A4AEBE",       "єўЎ")]
    [InlineData("x-user-defined",  "4180FF",       "A\uF780\uF7FF")]
    [InlineData("shift_jis",       "82A082",       "あ\uFFFD")]
    [InlineData("euc-jp",          "A4A28EB1",     "あｱ")]
    [InlineData("iso-2022-jp",     "1B2442242241", "あ\uFFFD")]
    [InlineData("euc-kr",          "B0A1C3A9",     "가챕")]
    [InlineData("big5",            "A4A4",         "中")]
    [InlineData("gbk",             "D6D0E946",     "中镕")]
    [InlineData("utf-8",           "C0AFE28261F09F98EDA08062", "\uFFFD\uFFFD\uFFFDa\uFFFD\uFFFD\uFFFD\uFFFDb")]
    [InlineData("utf-16",          "41000CD8",     "A\uFFFD")]
    [InlineData("utf-16be",        "0041",         "A")]
    public void Bytes_are_read_by_the_standards_indexes(string label, string bytes, string text) =>
        CharacterEncoding.Of(label)!.GetString(Convert.FromHexString(bytes)).Should().Be(text);

    [Theory]
    //          the encoding       text      as forms and addresses write it
    [InlineData("windows-1251",    "ф☺",     "F42623393738363B")]
    [InlineData("windows-1252",    "€é𝒳",    "80E9262331313939393B")]
    [InlineData("shift_jis",       "日é",     "93FA26233233333B")]
    [InlineData("iso-8859-16",     "ș€ф",    "BAA4262331303932 3B")]
    [InlineData("gbk",             "中€",     "D6D080")]
    public void What_an_encoding_lacks_is_written_as_a_reference(string label, string text, string bytes) =>
        Convert.ToHexString(CharacterEncoding.Of(label)!.GetBytes(text)).Should()
        .Be(label == "windows-1252" ? Convert.ToHexString([0x80, 0xE9, .. "&#119987;"u8]) : bytes.Replace(" ", ""));

    [Theory]
    //          Content-Type                                      its essence        its charset
    [InlineData("text/html",                                      "text/html",       null)]
    [InlineData("TEXT/HTML; CHARSET=\"UTF-8\"",                   "text/html",       "UTF-8")]
    [InlineData(" text/html ;charset=utf-8 ",                     "text/html",       "utf-8")]
    [InlineData("text/html;charset=utf-8;charset=x",              "text/html",       "utf-8")]
    [InlineData("text/html;;;charset=utf-8",                      "text/html",       "utf-8")]
    [InlineData("text/html; charset = utf-8",                     "text/html",       null)]
    [InlineData("text/html; charset=",                            "text/html",       null)]
    [InlineData("text/html; charset='utf-8'",                     "text/html",       "'utf-8'")]
    [InlineData("text/html; charset=\"utf\\-8\"",                 "text/html",       "utf-8")]
    [InlineData("text/html; charset=\"utf-8",                     "text/html",       "utf-8")]
    [InlineData("text/html; a=\"b;charset=x\"; charset=utf-8",    "text/html",       "utf-8")]
    [InlineData("text/html, text/plain; charset=utf-8",           "text/plain",      "utf-8")]
    [InlineData("text/html; charset=utf-8, text/html",            "text/html",       "utf-8")]
    [InlineData("text/html; charset=utf-8, text/plain",           "text/plain",      null)]
    [InlineData("text/html, */*",                                 "text/html",       null)]
    [InlineData("text/html, nonsense",                            "text/html",       null)]
    [InlineData("application/ld+json",                            "application/ld+json", null)]
    [InlineData("text/html charset=utf-8",                        null,              null)]
    [InlineData("html",                                           null,              null)]
    [InlineData("*/*",                                            null,              null)]
    [InlineData("text/",                                          null,              null)]
    [InlineData("a/b/c",                                          null,              null)]
    [InlineData("",                                               null,              null)]
    public void A_content_type_is_read(string header, string? essence, string? charset) =>
        (MimeType.Parse(header)?.Essence, MimeType.Parse(header)?.Charset).Should().Be((essence, charset));

    [Theory]
    //          Content-Type                  the body                       what it is
    [InlineData("text/html",                  "a",                           "Html")]
    [InlineData("application/xhtml+xml",      "a",                           "Xhtml")]
    [InlineData("text/xml",                   "a",                           "Xml")]
    [InlineData("image/svg+xml",              "a",                           "Xml")]
    [InlineData("application/soap+xml",       "a",                           "Xml")]
    [InlineData("application/rss+xml",        "a",                           "Feed")]
    [InlineData("application/atom+xml",       "a",                           "Feed")]
    [InlineData("application/json",           "a",                           "Json")]
    [InlineData("text/json",                  "a",                           "Json")]
    [InlineData("application/problem+json",   "a",                           "Json")]
    [InlineData("text/plain",                 "<html>",                      "Text")]
    [InlineData("text/plain",                 "a\u0001",                     "Binary")]
    [InlineData("text/plain",                 "a\u001b[31m",                 "Text")]
    [InlineData("text/markdown",              "a",                           "Text")]
    [InlineData("text/yaml",                  "a",                           "Text")]
    [InlineData("text/css",                   "a",                           "Text")]
    [InlineData("application/javascript",     "a",                           "Text")]
    [InlineData("text/csv",                   "a",                           "Download")]
    [InlineData("text/calendar",              "a",                           "Download")]
    [InlineData("application/yaml",           "a",                           "Download")]
    [InlineData("application/octet-stream",   "a",                           "Download")]
    [InlineData("application/octet-stream",   "a\0",                         "Binary")]
    [InlineData("image/png",                  "a",                           "Binary")]
    [InlineData("application/pdf",            "%PDF-1.4",                    "Binary")]
    [InlineData("",                           "<p>a",                        "Html")]
    [InlineData("",                           "\n <!doctype html>",          "Html")]
    [InlineData("",                           "<!-- a -->",                  "Html")]
    [InlineData("",                           "<b>a",                        "Html")]
    [InlineData("",                           "<x>a",                        "Text")]
    [InlineData("",                           "a <p>",                       "Text")]
    [InlineData("",                           "<?xml version='1.0'?><a/>",   "Xml")]
    [InlineData("",                           "{\"a\":1}",                   "Text")]
    [InlineData("",                           "%PDF-1.4",                    "Binary")]
    [InlineData("",                           "a\u0002",                     "Binary")]
    [InlineData("*/*",                        "<p>a",                        "Html")]
    [InlineData("unknown/unknown",            "<p>a",                        "Html")]
    [InlineData("html",                       "<p>a",                        "Html")]
    public void An_answer_is_of_a_kind(string type, string body, string kind) =>
        BodyText.Of(Encoding.UTF8.GetBytes(body), type).Kind.ToString().Should().Be(kind);

    [Theory]
    //          type and body, which is UTF-8                                                the text
    // Chromium shows a feed's source as windows-1252
    [InlineData("application/rss+xml",  "<?xml version='1.0' encoding='utf-8'?><t>é</t>",    "é")]
    [InlineData("application/atom+xml", "<t>é</t>",                                          "é")]
    [InlineData("text/csv",             "é",                                                 "é")]     // Chromium saves it
    [InlineData("text/calendar",        "é",                                                 "é")]
    [InlineData("application/yaml",     "é",                                                 "é")]
    [InlineData("text/yaml",            "é",                                                 "Ã©")]
    [InlineData("text/javascript",      "é",                                                 "Ã©")]
    [InlineData("text/plain",           "<?xml version='1.0' encoding='utf-8'?>é",           "Ã©")]
    [InlineData("text/html",            " <?xml version='1.0' encoding='utf-8'?><p>é",       "Ã©")]
    [InlineData("text/html",            "<?xml encoding = \"utf-8\" ?><p>é",                 "é")]
    [InlineData("text/html",            "<?xml encoding='utf-16'?><p>é",                     "é")]
    [InlineData("application/xml",      "<?xml version='1.0' encoding='utf-16'?><p>é</p>",   "é")]
    [InlineData("application/xml",      "<?xml version='1.0' encoding='bogus'?><p>é</p>",    "é")]
    [InlineData("text/html",            "<meta charset=x-user-defined><p>é",                 "Ã©")]
    [InlineData("text/html",            "<svg><title><meta charset=utf-8></title></svg>é",   "Ã©")]
    [InlineData("text/html",            "<textarea><meta charset=utf-8></textarea>é",        "Ã©")]
    [InlineData("text/html",            "<noscript><meta charset=utf-8></noscript>é",        "é")]
    [InlineData("text/html",            "<meta http-equiv=refresh content='0;charset=utf-8'>é", "Ã©")]
    [InlineData("text/html",            "<meta http-equiv=content-type content='text/html; charset \t= utf-8;x'>é", "é")]
    [InlineData("text/html",            "<meta http-equiv=content-type content='text/html; charset=\"utf-8'>é", "Ã©")]
    [InlineData("text/html",            "<META CHARSET = 'UTF-8' />é",                       "é")]
    [InlineData("text/html",            "<!-- > <meta charset=utf-8>é",                      "Ã©")]
    public void An_encoding_is_found(string type, string body, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        BodyText.Of(bytes, type).Read(bytes).Should().Contain(text).And.NotContain(text == "é" ? "Ã" : "é");
    }

    [Fact]
    public void Evidence_is_read_like_pages_but_secrets_are_found_in_it()
    {
        Exchange.Readable(Encoding.Latin1.GetBytes("<p>é"), "text/html; charset=latin1").Should().Be("<p>é");
        Exchange.Readable([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("<p>é")], "text/html").Should().Be("<p>é");
        Exchange.Readable([0xEF, 0xBB, 0xBF, .. "{\"a\":\"é\"}"u8], "application/json").Should().Be("{\"a\":\"é\"}");
        Exchange.Readable(Encoding.UTF8.GetBytes("pässword"), "text/plain").Should().Be("pässword");
        Exchange.Readable(Encoding.Latin1.GetBytes("pässword"), "text/plain").Should().Be("pässword");
        Exchange.Readable([1, 2, 3], "text/plain").Should().BeNull();
        Exchange.Readable([65, 0, 66], "text/html").Should().BeNull();
    }

    [Fact]
    public void No_bytes_are_too_odd()
    {
        string[] types = ["", "text/html", "text/plain", "application/xml", "application/xhtml+xml", "application/json", "image/svg+xml",
            "text/html; charset=", "\"", "a/b;c=\"", "text/html;charset=shift_jis", "text/html;charset=iso-2022-jp",
            "text/html;charset=utf-16", "text/html;charset=replacement"];
        string[] parts = ["<meta charset=", "<meta http-equiv=content-type content='text/html;charset", "=", "'", "\"", "utf-8", "utf-16",
            "<!--", "-->", "<script>", "</script>", "<?xml encoding='", "?>", "<a ", "<![CDATA[", ">", "/>", "</a>", "&amp;",
            "\u00ff\u00fe", "é", "\0"];
        var body = Gen.OneOf(Gen.Byte.Array[0, 60], Of(parts).Array[0, 12].Select(p => Encoding.Latin1.GetBytes(string.Concat(p))));
        Gen.Select(body, Gen.OneOf(Of(types), Gen.String)).Sample((bytes, type) =>
        {
            var text = BodyText.Of(bytes, type);
            return text.Read(bytes) is not null
                && (Exchange.Readable(bytes, type) is not null || text.Kind == DocumentKind.Binary || bytes.Contains((byte)0));
        }, iter: 20_000);
    }

    [Fact]
    public async Task No_document_is_too_odd()
    {
        string[] parts = ["<?xml version='1.0'?>", "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' ''>",
            "<!DOCTYPE a [<!ENTITY e '&e;'>]>", "<a>", "</a>", "<html xmlns='http://www.w3.org/1999/xhtml'>",
            "<svg xmlns='http://www.w3.org/2000/svg'>", "<text>", "</text>", "</svg>", "</html>", "<body>",
            "<p title='x' xml:lang='de' xmlns:y='urn:y'>", "<y:p/>", "</p>", "&nbsp;", "&e;", "text", "<![CDATA[x]]>", "<!--c-->",
            "<?pi x?>", "<form><input/>", "</form>"];
        string[] types = ["application/xml", "application/xhtml+xml", "image/svg+xml", "text/html"];
        await Gen.Select(Of(parts).Array[0, 10], Of(types)).SampleAsync(async (body, type) =>
        {
            var answer = new Answer(new Uri("http://shop.example/"), System.Net.HttpStatusCode.OK, type,
                Encoding.UTF8.GetBytes(string.Concat(body)));
            var (document, text) = await PageParser.Parse(answer);
            return document is not null && (text is not null || document.DocumentElement is not null || document.ChildNodes.Length == 0);
        }, iter: 2_000);
    }

    private static Gen<string> Of(string[] choices) => Gen.Int[0, choices.Length - 1].Select(i => choices[i]);
}
