namespace Specimens;

/// <summary>Markup in every place where a check and its site can say something. Every check fails, so that it leaves evidence.</summary>
[Team("hostile"), Every("1h"), Within("60s")]
public class Markup : Journey
{
    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\"><script>alert(2)</script>")]
    [InlineData("</title></pre></textarea><script>alert(3)</script>")]
    [InlineData("<img src=x onerror=alert(4)>")]
    [InlineData("'><svg onload=alert(5)>")]
    [InlineData("<iframe srcdoc='<script>alert(6)</script>'></iframe>")]
    [InlineData("<a href=javascript:alert(7)>look</a>")]
    [InlineData("--><script>alert(8)</script><!--")]
    public async Task Over_http(string markup) => await Say(await Open(At(markup)), markup);

    [Theory]
    [InlineData("<script>alert(9)</script>")]
    [InlineData("<img src=\"x\" onerror=\"alert(10)\">")]
    public async Task In_a_browser(string markup) => await Say(await Browser.Open(At(markup)), markup);

    private static string At(string markup) => $"/?say={Uri.EscapeDataString(markup)}";

    private static async Task Say(Page site, string markup)
    {
        TestContext.Current.TestOutputHelper!.WriteLine(markup);
        await site.ShouldShow($"what is not there: {markup}");
    }
}
