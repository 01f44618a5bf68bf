namespace SUITE_NAMESPACE;

[Team("TEAM_NAME"), Every("1m")]
public class FrontPage : Journey
{
    [Fact]
    public async Task The_front_page_works()
    {
        var site = await Open("/");
        // Say what proves that the page works: await site.ShouldShow("Bestsellers");
        await site.ShouldBeComplete();
        await site.ShouldHaveWorkingLinks();
    }
}
