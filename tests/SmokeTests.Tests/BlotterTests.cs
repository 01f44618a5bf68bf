using System.Net;
using System.Text;
using System.Text.Json;
using SmokeTests.Recording;

namespace SmokeTests.Tests;

/// <summary>A secret is blotted in every spelling, and what is no secret is left alone.</summary>
public class BlotterTests
{
    private const string Secret = "p@ss w0rd<&\"'\\é+/%";

    public static TheoryData<string, Func<string, string>> Spellings => new()
    {
        { "as it is", s => s },
        { "in an address", Uri.EscapeDataString },
        { "in a form", s => WebUtility.UrlEncode(s) },
        { "in a form, in an address", s => Uri.EscapeDataString(WebUtility.UrlEncode(s)) },
        { "in an address, three times", s => Uri.EscapeDataString(Uri.EscapeDataString(Uri.EscapeDataString(s))) },
        { "in lower-case hexadecimal", s => Uri.EscapeDataString(s).Replace("%3C", "%3c").Replace("%C3%A9", "%c3%a9") },
        { "in a page", s => WebUtility.HtmlEncode(s) },
        { "in a page, twice", s => WebUtility.HtmlEncode(WebUtility.HtmlEncode(s)) },
        { "in a page, in an address", s => Uri.EscapeDataString(WebUtility.HtmlEncode(s)) },
        { "in JSON", s => JsonSerializer.Serialize(s) },
        { "in JSON in JSON", s => JsonSerializer.Serialize(JsonSerializer.Serialize(s)) },
        { "in JSON in an address", s => Uri.EscapeDataString(JsonSerializer.Serialize(s)) },
        { "in base64", s => Convert.ToBase64String(Encoding.UTF8.GetBytes(s)) },
        { "in basic authentication", s => Convert.ToBase64String(Encoding.UTF8.GetBytes("ada:" + s)) },
        { "in base64 at the third offset", s => Convert.ToBase64String(Encoding.UTF8.GetBytes("ab" + s + "cd")) },
        { "cut short", s => s[..8] + " …" },
        { "cut short in an address", s => Uri.EscapeDataString(s)[..12] + "…" },
    };

    [Theory, MemberData(nameof(Spellings))]
    public void A_secret_is_blotted_however_it_is_written(string where, Func<string, string> write)
    {
        var blotter = new Blotter();
        blotter.Learn(Secret);
        var written = write(Secret);
        var blotted = blotter.Blot($"before {written} after");
        blotted.Should().Contain("•••", where).And.StartWith("before ").And.EndWith(" after");
        blotted.Should().NotContain("w0rd").And.NotContain("p@ss").And.NotContain("p%40ss");
        blotted.Should().NotContain(written.TrimEnd('=')[4..^4]);
    }

    [Theory]
    [InlineData("The password is wrong: passwords have 8 signs.")]
    [InlineData("p@ss the salt")]
    [InlineData("w0rd")]
    public void What_is_no_secret_stays(string text)
    {
        var blotter = new Blotter();
        blotter.Learn(Secret);
        blotter.Learn("ab");
        blotter.Blot(text).Should().Be(text);
    }
}
