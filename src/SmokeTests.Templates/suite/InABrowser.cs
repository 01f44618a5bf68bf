namespace SUITE_NAMESPACE;

[Team("TEAM_NAME"), Every("5m")]
public class InABrowser : Journey
{
    [Fact]
    public async Task The_front_page_works_in_a_browser()
    {
        var site = await Browser.Open("/");
        await site.ShouldBeComplete();
        await site.ShouldBeFast(lcp: "2.5s");
    }
}
