namespace Bookshop.InABrowser;

[Team("storefront"), Every("5m")]
public class Shopping : Journey
{
    [Fact]
    public async Task A_visitor_finds_a_book()
    {
        var shop = await Browser.Open("/");                 // a real browser, the same words
        await shop.Search("dune");
        await shop.ShouldShow("Frank Herbert", "In stock");
        await shop.ShouldNotShow("No books match");
    }

    [Fact]
    public async Task The_front_page_is_fast_complete_and_accessible()
    {
        var shop = await Browser.Open("/");
        await shop.ShouldBeComplete();
        await shop.ShouldBeFast(lcp: "2.5s", cls: 0.1, kilobytes: 500);
        await shop.ShouldBeAccessible();
        await shop.ShouldHaveQuietConsole();
    }

    [Fact, Within("30s"), Harmless("the picture takes the place of the same picture")]
    public async Task A_customer_changes_her_picture()
    {
        var shop = await Browser.OpenLoggedIn("/account", Account("shopper"));
        await shop.Upload("Profile picture", "portrait.png");
        await shop.ShouldShow("Looking good");
    }
}
