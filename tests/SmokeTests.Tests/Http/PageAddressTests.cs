using System.Net;
using System.Text;
using SmokeTests.Content.Encodings;
using SmokeTests.Documents;
using SmokeTests.Http;

namespace SmokeTests.Tests.Http;

/// <summary>Where a link leads, by a table that Chromium was asked for (version 156).</summary>
public class PageAddressTests
{
    private const string Page = "http://h.example/dir/page?q";

    [Theory]
    //          charset           href                                   leads to
    [InlineData("windows-1251",   "/каталог?q=поиск&x=a b",
        "http://h.example/%D0%BA%D0%B0%D1%82%D0%B0%D0%BB%D0%BE%D0%B3?q=%EF%EE%E8%F1%EA&x=a%20b")]
    [InlineData("windows-1251",   "list?q=поиск",                        "http://h.example/dir/list?q=%EF%EE%E8%F1%EA")]
    [InlineData("windows-1251",   "?q=ф",                                "http://h.example/dir/page?q=%F4")]
    [InlineData("windows-1251",   "//other.example/?q=ф",                "http://other.example/?q=%F4")]
    [InlineData("windows-1251",   "https://other.example?q=ф",           "https://other.example/?q=%F4")]
    [InlineData("windows-1251",   "#a?ф",                                "http://h.example/dir/page?q#a?%D1%84")]
    [InlineData("utf-8",          "http://other.example?a=/b",           "http://other.example/?a=/b")]
    [InlineData("utf-8",          "/list?to=http://other.example?x",     "http://h.example/list?to=http://other.example?x")]
    [InlineData("windows-1251",   "/list?q=☺&ф",                         "http://h.example/list?q=%26%239786%3B&%F4")]
    [InlineData("windows-1251",   "/list?q=%D1%84%zz",                   "http://h.example/list?q=%D1%84%zz")]
    [InlineData("shift_jis",      "/日本?q=日本語",                        "http://h.example/%E6%97%A5%E6%9C%AC?q=%93%FA%96{%8C%EA")]
    [InlineData("gb2312",         "/?q=中文",                             "http://h.example/?q=%D6%D0%CE%C4")]
    [InlineData("big5",           "/?q=中文",                             "http://h.example/?q=%A4%A4%A4%E5")]
    [InlineData("euc-kr",         "/?q=가",                               "http://h.example/?q=%B0%A1")]
    [InlineData("iso-8859-16",    "/?q=ș",                               "http://h.example/?q=%BA")]
    [InlineData("utf-16",         "/?q=ф",                               "http://h.example/?q=%D1%84")]
    [InlineData("utf-8",          "/ф?q=ф",                              "http://h.example/%D1%84?q=%D1%84")]
    [InlineData("utf-8",          " \n/x\ty ",                           "http://h.example/xy")]
    [InlineData("utf-8",          "\\x\\y",                              "http://h.example/x/y")]
    [InlineData("utf-8",          "/a/../b/./c//d",                      "http://h.example/b/c//d")]
    [InlineData("utf-8",          "http:foo",                            "http://h.example/dir/foo")]
    [InlineData("utf-8",          "http://BÜCHER.example/",              "http://xn--bcher-kva.example/")]
    [InlineData("utf-8",          "/%7Ea%41?%7E",                        "http://h.example/%7Ea%41?%7E")]
    [InlineData("utf-8",          "?",                                   "http://h.example/dir/page?")]
    [InlineData("utf-8",          "",                                    "http://h.example/dir/page?q")]
    [InlineData("utf-8",          "http:?x",                             "http://h.example/dir/page?x")]
    [InlineData("utf-8",          "https:foo?x",                         "https://foo/?x")]
    [InlineData("utf-8",          "https:/foo",                          "https://foo/")]
    [InlineData("utf-8",          "\\\\other.example\\a",                 "http://other.example/a")]
    [InlineData("utf-8",          "/\\other.example:80/..",              "http://other.example/")]
    [InlineData("utf-8",          "ht\ntp://other.example:443/a\tb",      "http://other.example:443/ab")]
    [InlineData("utf-8",          "http://a:b@Other.Example./",          "http://a:b@other.example./")]
    [InlineData("utf-8",          "http://0x7f.1/",                      "http://127.0.0.1/")]
    [InlineData("utf-8",          "http://[1:0:0:2::3]:80/",             "http://[1:0:0:2::3]/")]
    [InlineData("utf-8",          "/|^`{}%zz?|^`{}'%zz#|^`{}'%zz",       "http://h.example/%7C%5E%60%7B%7D%zz?|^`{}%27%zz#|^%60{}'%zz")]
    [InlineData("utf-8",          "./a:b/%2e%2E/.c/..",                  "http://h.example/dir/")]
    [InlineData("utf-8",          "../../../x",                          "http://h.example/x")]
    [InlineData("utf-8",          "mailto:a@b",                          "mailto:a@b")]
    [InlineData("utf-8",          "javascript:void(0)",                  "javascript:void(0)")]
    public async Task A_link_leads_where_browsers_go(string charset, string href, string address)
    {
        var encoding = CharacterEncoding.Of(charset)!;
        var body = encoding.GetBytes($"<a href=\"{href}\">go</a>");
        var (document, _) = await PageParser.Parse(new Answer(new Uri(Page), HttpStatusCode.OK, $"text/html; charset={charset}", body));
        PageAddress.Resolve(document.QuerySelector("a")!, href).Should().Be(address);
    }

    [Fact]
    public async Task A_link_that_is_no_address_stays_as_it_is()
    {
        var (document, _) = await PageParser.Parse(new Answer(new Uri(Page), HttpStatusCode.OK, "text/html",
            Encoding.UTF8.GetBytes("<a href='http://[x]/'>go</a>")));
        PageAddress.Resolve(document.QuerySelector("a")!, "http://[x]/").Should().Be("http://[x]/");
    }
}
