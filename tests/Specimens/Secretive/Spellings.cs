using System.Net;
using System.Text;
using System.Text.Json;
using SmokeTests;
using Xunit;

namespace Specimens;

/// <summary>Secrets in what a check writes and throws, in each of the ways in which texts are written.</summary>
[Team("leaky"), Every("1h"), OnlyIn("local")]
public class Spellings : Journey
{
    [Theory]
    [InlineData("as it is")]
    [InlineData("in an address")]
    [InlineData("in a form")]
    [InlineData("in a page")]
    [InlineData("in JSON")]
    [InlineData("in base64")]
    [InlineData("in wrapped base64")]
    [InlineData("in hexadecimal")]
    [InlineData("in capital hexadecimal")]
    [InlineData("in hexadecimal with colons")]
    [InlineData("in hexadecimal with hyphens")]
    [InlineData("wholly in an address")]
    [InlineData("in quoted-printable")]
    [InlineData("in numbers")]
    [InlineData("cut short")]
    public void Are_written_and_thrown(string how)
    {
        var written = string.Join("; ",
            new[] { Secret("key").Reveal(), Account("canary").Password.Reveal(), Secret("pem").Reveal() }.Select(s => Write(s, how)));
        Console.WriteLine($"The console: {written}");
        TestContext.Current.TestOutputHelper!.WriteLine($"The output: {written}");
        TestContext.Current.AddWarning($"A warning: {written}");
        Assert.Fail($"It is {written}");
    }

    private static string Write(string secret, string how)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        return how switch
        {
            "in an address" => Uri.EscapeDataString(secret),
            "in a form" => WebUtility.UrlEncode(secret),
            "in a page" => WebUtility.HtmlEncode(secret),
            "in JSON" => JsonSerializer.Serialize(secret),
            "in base64" => Convert.ToBase64String(bytes),
            "in wrapped base64" => string.Join("\r\n", Convert.ToBase64String(bytes).Chunk(20).Select(c => new string(c))),
            "in hexadecimal" => Convert.ToHexStringLower(bytes),
            "in capital hexadecimal" => Convert.ToHexString(bytes),
            "in hexadecimal with colons" => BitConverter.ToString(bytes).Replace('-', ':'),
            "in hexadecimal with hyphens" => BitConverter.ToString(bytes),
            "wholly in an address" => string.Concat(bytes.Select(b => $"%{b:X2}")),
            "in quoted-printable" =>
                string.Concat(bytes.Select((b, i) => (b is (>= 48 and <= 57) or (>= 65 and <= 90) or (>= 97 and <= 122) ? $"{(char)b}"
                    : $"={b:X2}") + (i % 11 == 10 ? "=\r\n" : ""))),
            "in numbers" => string.Join(", ", bytes),
            "cut short" => secret[..20] + "…",
            _ => secret,
        };
    }
}
