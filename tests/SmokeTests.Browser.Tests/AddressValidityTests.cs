using SmokeTests.Fields;
using SmokeTests.Testing;

namespace SmokeTests.Tests;

/// <summary>What a field of type url or email takes is what Chromium takes.</summary>
public class AddressValidityTests
{
    private static readonly string[] Addresses =
    [
        "HTTP://a b", "http://a b/", "ws://a b", "ftp://a b", "file://a b/", "foo://a b", "foo: bar", "blob:http://a b", "mailto:a b",
        "http:a", "http:/a", "http:///a", "http://", "https:",
        "foo:", "foo://", "foo:///", "foo:bar", "javascript:x", "data:,x", "1http://a", "h+-.1:x", "//a", "/a", "a.b", "http", "file:x",
        "file:///x", "file://a<b", "file:///C|/x",
        "http://a%20b", "http://a%41", "http://a%zz", "http://%", "http://a%", "http://a%00b", "http://a%c3%bc", "http://a%ff",
        "http://a|b", "http://a^b", "http://a<b", "http://a>b", "http://a]", "http://a[", "http://a\"b", "http://a'b", "http://a`b",
        "http://a{b}", "http://a*b", "http://a$b!c,d;e&f=g+h(i)~",
        "foo://a<b", "foo://a%b", "foo://a\\b", "foo://a*b", "http://a\\b", "http://a\tb",
        "http://[::1]", "http://[::1]:80", "http://[::1", "http://[1::2::3]", "http://[v1.a]", "http://[]", "http://[::1%25eth0]",
        "foo://[::1", "foo://[::1]", "foo://[x]",
        "http://1.2.3", "http://1.2.3.256", "http://1.2.3.4.5", "http://256", "http://4294967296", "http://0x7f.1", "http://09",
        "http://a.1", "http://a.0x", "http://1.2.3.4.", "http://a.1..",
        "http://a:", "http://a:0", "http://a:65535", "http://a:65536", "http://a:00080", "http://a:80a", "http://a:-1", "http://:80",
        "foo://a:b", "foo://a:99999", "foo://:80",
        "http://u:p@", "http://u:p@h", "http://a b@c", "http://a@b@c", "http://@c", "http://:@c", "foo://u@", "foo://u@h", "http://u/p@h",
        "http://ü.de", "http://ａ", "http://a％41", "http://☃.net", "http://a\u00adb", "http://\u00ad", "http://a\u200bb", "http://a\u200db",
        "http://日本。jp", "http://xn--a", "http://xn--",
        "http://a..b", "http://.", "http://a.", "http://-a", "http://a_b", "http://ab--c", "http://a#b c", "http://a?b c", "http://a/b c",
        " http://a ", "",
    ];

    private static readonly string[] Mails =
    [
        "a@b", "a@b.c", "a b@c", "a@b c", "\"a b\"@c", "a@", "@b", "a@b@c", "a@ü.de", "ü@b.de", "a@b_c", "a@-b", "a@b-", "a@b..c", ".a@b",
        "a.@b", "a..b@c", "a@[1.2.3.4]", "a@1.2.3.4", "a+b@c",
        "a@b.", "A@B.C", " a@b ", "a@xn--tda.de", "a,b@c", "a@b,c@d", "a@b, c@d", ",a@b", "a@b,", "a'b@c", "a/b@c", "a(b)@c", "a<b@c>",
        "a;b@c", "a@b:80", "a%b@c", "a\u00ad@b", "a@b\u00ad",
        "mailto:a@b", "a@b\tc", "",
    ];

    [Fact]
    public async Task A_value_is_valid_where_Chromium_says_so()
    {
        await using var drive = Drive.On(await TestSite.Html("<p>Page"), Driver.Browser);
        var page = (BrowserPage)await drive.Open("/");
        await Compare(Addresses, new FieldRules("url"), WebAddress.IsOne);
        await Compare(Mails, new FieldRules("email"), value => Emails.Are(value, multiple: false));
        await Compare(Mails, new FieldRules("email") { Multiple = true }, value => Emails.Are(value, multiple: true));

        async Task Compare(string[] values, FieldRules rules, Func<string, bool> isValid)
        {
            var browser = await page.Playwright.EvaluateAsync<string[]>(
                """
                ([type, multiple, values]) => values.map(v => {
                  const f = document.createElement('input');
                  f.setAttribute('value', v);
                  f.setAttribute('type', type);
                  f.toggleAttribute('multiple', multiple);
                  return `${f.value} ${f.validity.typeMismatch ? 'no' : 'yes'}`;
                })
                """, new object[] { rules.Type, rules.Multiple, values });
            var own = values.Select(v => FieldValue.Sanitize(rules, v)).Select(v => $"{v} {(v.Length == 0 || isValid(v) ? "yes" : "no")}");
            own.Zip(browser).Where(pair => pair.First != pair.Second).Select(pair =>
                $"{pair.First}, in Chromium: {pair.Second}").Should().BeEmpty();
        }
    }
}
