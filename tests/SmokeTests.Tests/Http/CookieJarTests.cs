using CsCheck;
using Microsoft.Extensions.Time.Testing;
using SmokeTests.Http.Cookies;

namespace SmokeTests.Tests.Http;

/// <summary>What is kept and sent, by tables that Chromium was asked for (version 156, over http://127.0.0.1).</summary>
public class CookieJarTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider time = new(Now);

    [Theory]
    //          Set-Cookie, one after another with |           sent to /dir/get
    [InlineData("a={\"a\":1,\"b\":2}",                         "a={\"a\":1,\"b\":2}")]
    [InlineData("a=1,2,3",                                     "a=1,2,3")]
    [InlineData("a=J\u00c3\u00bcrgen",                         "a=J\u00c3\u00bcrgen")]     // UTF-8, byte for byte
    [InlineData("a=J\u00fcrgen",                               "a=J\u00fcrgen")]           // Latin-1, likewise
    [InlineData("a=\u00ff\u00fe",                              "a=\u00ff\u00fe")]
    [InlineData("$d=1",                                        "$d=1")]
    [InlineData("a=\"q\"",                                     "a=\"q\"")]
    [InlineData("a=\"q;r\"",                                   "a=\"q")]
    [InlineData("a=b=c",                                       "a=b=c")]
    [InlineData(" a = b ",                                     "a=b")]
    [InlineData("=value",                                      "value")]
    [InlineData("value",                                       "value")]
    [InlineData("=a=b",                                        "")]
    [InlineData("==x",                                         "")]
    [InlineData("=",                                           "")]
    [InlineData("",                                            "")]
    [InlineData(";a=1",                                        "")]
    [InlineData("a=",                                          "a=")]
    [InlineData("a=;b",                                        "a=")]
    [InlineData("a=1 2 3",                                     "a=1 2 3")]
    [InlineData("a=1\\b",                                      "a=1\\b")]
    [InlineData("a[b]=(x)",                                    "a[b]=(x)")]
    [InlineData("a=%E2%82%AC",                                 "a=%E2%82%AC")]
    [InlineData("a=1, b=2",                                    "a=1, b=2")]
    [InlineData("a=1; Foo=bar; =; ;;",                         "a=1")]
    [InlineData("a=1\u0001",                                   "")]
    [InlineData("a=1\0b",                                      "")]
    [InlineData("a=1\tb",                                      "")]
    [InlineData("a\tb=1",                                      "")]
    [InlineData("a=1\u007f",                                   "")]
    [InlineData("a\u0001=1",                                   "")]
    [InlineData("a=1; Path=/\u0001",                           "")]
    [InlineData("a=1; Foo=\u0001",                             "")]
    [InlineData("a=1; Path=/dir\t",                            "a=1")]
    [InlineData("b=1|a=2|b=1",                                 "b=1; a=2")]
    [InlineData("b=1|a=2|b=3",                                 "a=2; b=3")]
    [InlineData("a=1; Path=/dir|a=2; Path=/|b=3; Path=/dir",   "a=1; b=3; a=2")]
    [InlineData("a=1; Path=/|A=2; Path=/",                     "a=1; A=2")]
    [InlineData("a=1; Secure",                                 "a=1")]
    [InlineData("a=1;Secure ;HttpOnly",                        "a=1")]
    [InlineData("a=1; secure=yes",                             "a=1")]
    [InlineData("__Host-a=1; Secure; Path=/",                  "__Host-a=1")]
    [InlineData("__Host-a=1; Path=/",                          "")]
    [InlineData("__Host-a=1; Secure",                          "")]
    [InlineData("__Host-a=1; Secure; Path=/; Domain=127.0.0.1", "__Host-a=1")]
    [InlineData("__Secure-a=1; Secure",                        "__Secure-a=1")]
    [InlineData("__Secure-a=1",                                "")]
    [InlineData("__secure-a=1",                                "")]
    [InlineData("__HOST-a=1; Path=/",                          "")]
    [InlineData("=__Host-a=1",                                 "")]
    [InlineData("=__Secure-x",                                 "")]
    [InlineData("__Http-a=1; Secure; Path=/; HttpOnly",        "__Http-a=1")]
    [InlineData("__Http-a=1; Secure; Path=/",                  "")]
    [InlineData("__Host-Http-a=1; Secure; Path=/; HttpOnly",   "__Host-Http-a=1")]
    [InlineData("__Host-Http-a=1; Secure; Path=/",             "")]
    [InlineData("a=1; SameSite=None",                          "")]
    [InlineData("a=1; SameSite=None; Secure",                  "a=1")]
    [InlineData("a=1; SameSite=bogus",                         "a=1")]
    [InlineData("a=1; Partitioned",                            "")]
    [InlineData("a=1; Partitioned; Secure; Path=/",            "a=1")]
    [InlineData("a=1; Domain=127.0.0.1",                       "a=1")]
    [InlineData("a=1; Domain=.127.0.0.1",                      "a=1")]
    [InlineData("a=1; Domain=localhost",                       "")]
    [InlineData("a=1; Domain=example.com",                     "")]
    [InlineData("a=1; Domain=",                                "a=1")]
    [InlineData("a=1; Domain=.",                               "")]
    [InlineData("a=1; Domain=example.com; Domain=",            "a=1")]
    [InlineData("a=1; Domain=0.0.1",                           "")]
    [InlineData("a=1; Path=/dir",                              "a=1")]
    [InlineData("a=1; Path=/dir/",                             "a=1")]
    [InlineData("a=1; Path=/di",                               "")]
    [InlineData("a=1; Path=dir",                               "a=1")]
    [InlineData("a=1; Path=",                                  "a=1")]
    [InlineData("a=1; Path=/other; Path=/dir",                 "a=1")]
    [InlineData("a=1; Path=\"/\"",                             "a=1")]
    [InlineData("a=1; Path=/DIR",                              "")]
    [InlineData("a=1; Path=/dir?x",                            "")]
    [InlineData("a=1; Path=/%64ir",                            "")]
    [InlineData("a=1|a=; Max-Age=0",                           "")]
    [InlineData("a=1|a=x; Max-Age=-5",                         "")]
    [InlineData("a=1|a=x; Max-Age=+0",                         "")]
    [InlineData("a=1|a=x; Max-Age=abc",                        "a=x")]
    [InlineData("a=1|a=x; Max-Age=\"0\"",                      "a=x")]
    [InlineData("a=1|a=x; Max-Age=0x",                         "a=x")]
    [InlineData("a=1|a=x; Max-Age=-",                          "a=x")]
    [InlineData("a=1|a=x; Max-Age=",                           "a=x")]
    [InlineData("a=1|a=x; Max-Age=1.5",                        "a=x")]
    [InlineData("a=1; Max-Age=99999999999999999999",           "a=1")]
    [InlineData("a=1; Max-Age=-99999999999999999999",          "")]
    [InlineData("a=1; Max-Age=1000; Max-Age=0",                "")]
    [InlineData("a=1; Expires=Wed, 21 Oct 2015 07:28:00 GMT; Max-Age=1000", "a=1")]
    [InlineData("a=1; Expires=Wed, 21 Oct 2015 07:28:00 GMT; Expires=garbage", "a=1")]
    public void A_cookie_is_kept_as_a_browser_keeps_it(string headers, string sent) => Set("http://127.0.0.1/dir/set", headers.Split('|'))
        .Header(new Uri("http://127.0.0.1/dir/get")).Should().Be(sent);

    [Theory]
    //          Expires                             the moment; none: it is no date
    [InlineData("Wed, 21 Oct 2037 07:28:00 GMT",    "2037-10-21 07:28:00")]
    [InlineData("Wed, 21 Oct 2037 07:28:00 UTC",    "2037-10-21 07:28:00")]
    [InlineData("Wed, 21-Oct-2037 07:28:00 GMT",    "2037-10-21 07:28:00")]
    [InlineData("Wednesday, 21-Oct-37 07:28:00 GMT", "2037-10-21 07:28:00")]
    [InlineData("Wed Oct 21 07:28:00 2037",         "2037-10-21 07:28:00")]
    [InlineData("\"Wed, 21 Oct 2037 07:28:00\"",    "2037-10-21 07:28:00")]
    [InlineData("21 oct 2037 07:28:00.123",         "2037-10-21 07:28:00")]
    [InlineData("07:28:00 21 October 37",           "2037-10-21 07:28:00")]
    [InlineData("2037 Oct 21 7:2:0",                "2037-10-21 07:02:00")]
    [InlineData("Thu, 01-Jan-1970 00:00:01 GMT",    "1970-01-01 00:00:01")]
    [InlineData("21 Oct 70 07:28:00",               "1970-10-21 07:28:00")]
    [InlineData("21 Oct 69 07:28:00",               "2069-10-21 07:28:00")]
    [InlineData("1 Jan 1601 00:00:00",              "1601-01-01 00:00:00")]
    [InlineData("Sat, 1 Jan 2039 00:00:00 +0100",   "2039-01-01 00:00:00")]
    [InlineData("1 Janx 2015 10:00:00",             "2015-01-01 10:00:00")]
    [InlineData("Wed, 21 Oct 1600 07:28:00 GMT",    "")]
    [InlineData("Wed, 31 Feb 2037 07:28:00 GMT",    "")]
    [InlineData("Wed, 21 Oct 2037 25:28:00 GMT",    "")]
    [InlineData("Wed, 21 Oct 2037 07:60:00 GMT",    "")]
    [InlineData("Wed, 21 Oct 2037",                 "")]
    [InlineData("2037-10-21T07:28:00Z",             "")]
    [InlineData("021 Oct 2037 07:28:00",            "")]
    [InlineData("0 Oct 2037 07:28:00",              "")]
    [InlineData("-1",                               "")]
    [InlineData("0",                                "")]
    [InlineData("",                                 "")]
    [InlineData("tomorrow",                         "")]
    public void A_date_is_read_in_every_form(string text, string moment) =>
        (CookieDate.Parse(text)?.ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture) ?? "").Should()
        .Be(moment);

    [Theory]
    //          set at                          Set-Cookie                       asked                               sent
    [InlineData("http://www.shop.example/",     "a=1",                           "http://www.shop.example/",         "a=1")]
    [InlineData("http://www.shop.example/",     "a=1",                           "http://shop.example/",             "")]
    [InlineData("http://shop.example/",         "a=1",                           "http://www.shop.example/",         "")]
    [InlineData("http://www.shop.example/",     "a=1; Domain=shop.example",      "http://api.shop.example/",         "a=1")]
    [InlineData("http://www.shop.example/",     "a=1; Domain=.SHOP.example",     "http://shop.example/",             "a=1")]
    [InlineData("http://www.shop.example/",     "a=1; Domain=shop.example",      "http://myshop.example/",           "")]
    [InlineData("http://shop.example/",         "a=1; Domain=www.shop.example",  "http://www.shop.example/",         "")]
    [InlineData("http://shop.example/",         "a=1; Domain=example",           "http://other.example/",            "")]
    [InlineData("http://shop.co.uk/",           "a=1; Domain=co.uk",             "http://shop.co.uk/",               "")]
    [InlineData("http://www.shop.co.uk/",       "a=1; Domain=shop.co.uk",        "http://api.shop.co.uk/",           "a=1")]
    [InlineData("http://localhost/",            "a=1; Domain=localhost",         "http://localhost/",                "a=1")]
    [InlineData("http://localhost/",            "a=1; Domain=localhost",         "http://a.localhost/",              "")]
    [InlineData("http://a.localhost/",          "a=1; Domain=a.localhost",       "http://b.a.localhost/",            "a=1")]
    [InlineData("http://a.localhost/",          "a=1; Secure",                   "http://a.localhost/",              "a=1")]
    [InlineData("http://[::1]:8080/",           "a=1; Secure",                   "http://[::1]:9090/",               "a=1")]
    [InlineData("http://shop.example:8080/",    "a=1",                           "http://shop.example:9090/",        "a=1")]
    [InlineData("http://shop.example/",         "a=1",                           "https://shop.example/",            "a=1")]
    [InlineData("https://shop.example/",        "a=1",                           "http://shop.example/",             "a=1")]
    [InlineData("https://shop.example/",        "a=1; Secure",                   "http://shop.example/",             "")]
    [InlineData("http://shop.example/",         "a=1; Secure",                   "https://shop.example/",            "")]
    [InlineData("https://shop.example/",        "__Host-a=1; Secure; Path=/; Domain=shop.example", "https://shop.example/", "")]
    [InlineData("https://BÜCHER.example/",      "a=1",                           "https://xn--bcher-kva.example/",   "a=1")]
    [InlineData("http://shop.example/a/b",      "a=1",                           "http://shop.example/a",            "a=1")]
    [InlineData("http://shop.example/a/b",      "a=1",                           "http://shop.example/a/c?d",        "a=1")]
    [InlineData("http://shop.example/a/b",      "a=1",                           "http://shop.example/ab",           "")]
    [InlineData("http://shop.example/a",        "a=1",                           "http://shop.example/c",            "a=1")]
    public void A_cookie_goes_where_it_may(string from, string header, string to, string sent) =>
        Set(from, header).Header(new Uri(to)).Should().Be(sent);

    [Theory]
    //          the page that leads there        by a link                          by a form
    [InlineData(null,                            "strict=1; lax=1; unset=1; none=1", "strict=1; lax=1; unset=1; none=1")]
    [InlineData("https://shop.example/x",        "strict=1; lax=1; unset=1; none=1", "strict=1; lax=1; unset=1; none=1")]
    [InlineData("https://login.shop.example/",   "strict=1; lax=1; unset=1; none=1", "strict=1; lax=1; unset=1; none=1")]
    [InlineData("http://shop.example/x",         "lax=1; unset=1; none=1",           "unset=1; none=1")]
    [InlineData("https://bank.example/",         "lax=1; unset=1; none=1",           "unset=1; none=1")]
    public void Another_site_leads_there_without_some(string? page, string link, string form)
    {
        var jar = Set("https://shop.example/", "strict=1; SameSite=Strict", "lax=1; SameSite=Lax", "unset=1",
            "none=1; SameSite=None; Secure");
        var from = page is null ? null : new Uri(page);
        jar.Header(new Uri("https://shop.example/"), from).Should().Be(link);
        jar.Header(new Uri("https://shop.example/"), from, reads: false).Should().Be(form);
    }

    [Fact]
    public void A_cookie_without_SameSite_goes_with_a_foreign_form_for_two_minutes()
    {
        var jar = Set("https://shop.example/", "a=1");
        string Sent() => jar.Header(new Uri("https://shop.example/"), new Uri("https://bank.example/"), reads: false);
        Sent().Should().Be("a=1");
        time.Advance(TimeSpan.FromSeconds(121));
        Sent().Should().BeEmpty();
    }

    [Fact]
    public void A_cookie_expires()
    {
        var jar = Set("http://shop.example/", "a=1; Max-Age=60", "b=1; Expires=Sat, 28 Nov 2026 12:02:00 GMT", "c=1");
        string Sent() => jar.Header(new Uri("http://shop.example/"));
        Sent().Should().Be("a=1; b=1; c=1");
        time.Advance(TimeSpan.FromSeconds(60));
        Sent().Should().Be("b=1; c=1");
        time.Advance(TimeSpan.FromSeconds(60));
        Sent().Should().Be("c=1");
    }

    [Fact]
    public void What_is_sent_in_the_clear_cannot_take_a_secure_cookies_place()
    {
        var jar = Set("https://shop.example/", "a=secret; Secure; Path=/");
        jar.Keep(new Uri("http://shop.example/in/x"), "a=forged; Path=/in");
        jar.Keep(new Uri("http://www.shop.example/"), "a=forged; Domain=shop.example");
        jar.Keep(new Uri("http://shop.example/"), "a=; Max-Age=0");
        jar.Header(new Uri("https://shop.example/in/x")).Should().Be("a=secret");
    }

    [Fact]
    public void A_domain_has_at_most_180_cookies_and_those_last_used_are_kept()
    {
        var jar = Set("http://shop.example/", [.. Enumerable.Range(0, 180).Select(i => $"c{i}=1")]);
        jar.Keep(new Uri("http://shop.example/kept/x"), "early=1");
        var sent = jar.Header(new Uri("http://shop.example/kept/x")).Split("; ");
        sent.Should().HaveCount(150).And.Contain("early=1").And.Contain("c179=1").And.NotContain("c0=1");
    }

    [Theory]
    [InlineData("a=", 4095, true)]
    [InlineData("a=", 4096, false)]
    [InlineData("", 4096, true)]
    [InlineData("", 4097, false)]
    public void Name_and_value_have_at_most_4096_bytes(string name, int length, bool kept) =>
        (Set("http://shop.example/", name + new string('x', length)).Header(new Uri("http://shop.example/")).Length > 0).Should().Be(kept);

    [Fact]
    public void A_longer_attribute_is_as_if_it_were_not_there() =>
        Set("http://shop.example/", "a=1; Path=/" + new string('x', 1024), "b=1; Path=/" + new string('x', 1023))
        .Header(new Uri("http://shop.example/")).Should().Be("a=1");

    [Fact]
    public void No_text_is_too_odd()
    {
        string[] parts = ["a", "=", ";", " ", "\t", "Path=/", "Domain=", "Domain=.", "Expires=", "1 Jan 2030 1:2:3", "Max-Age=", "-1",
            "Secure", "SameSite=", "__Host-", "..", "[::1]", "é", "\u0001"];
        string[] addresses = ["http://127.0.0.1/a/b", "https://www.shop.example", "http://[::1]/", "http://localhost/x/"];
        var text = Gen.OneOf(Gen.String, Gen.OneOf(Of(parts), Gen.String[0, 5]).Array[0, 12].Select(string.Concat));
        Gen.Select(text, Of(addresses)).Sample((header, address) =>
        {
            var jar = new CookieJar(time);
            jar.Keep(new Uri(address), header);
            _ = CookieDate.Parse(header);
            return !jar.Header(new Uri(address)).Any(char.IsControl);
        }, iter: 20_000);
    }

    private static Gen<string> Of(string[] choices) => Gen.Int[0, choices.Length - 1].Select(i => choices[i]);

    private CookieJar Set(string address, params string[] headers)
    {
        var jar = new CookieJar(time);
        foreach (var header in headers)
            jar.Keep(new Uri(address), header);
        return jar;
    }
}
