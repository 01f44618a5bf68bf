namespace Documented;

/// <summary>The examples of "Writing checks": pages, fields, files, log-ins that are lent.</summary>
[Team("storefront"), Every("5m"), Harmless("nothing is ordered, and the picture takes the place of the same picture")]
public class Filling : Journey
{
    [Fact]
    public async Task The_bestsellers_are_in_order()
    {
        var shop = await Open("/bestsellers");
        await shop.ShouldHave(".ranked li", least: 10, most: 10);       // elements, by a CSS selector
        var lines = (await shop.ReadText()).Split('\n');
        Assert.True(Array.FindIndex(lines, l => l.StartsWith("1. ")) < Array.FindIndex(lines, l => l.StartsWith("10. ")));
    }

    [Fact]
    public async Task A_borrowed_shopper_fills_in_an_order()
    {
        var shop = await Open("/login");
        await shop.LogIn(await Borrow("shopper"));                      // nobody else has this log-in until the run ends

        await shop.Open("/books/dune");
        await shop.Press("Add to basket");
        await shop.ShouldHaveValue("Delivery", "Post");                 // what came with the page: the option's text or value
        await shop.Fill(new { Reference = "for Ada", Delivery = "Collect" });
        await shop.ShouldHaveValue("Reference", "for Ada");
        await shop.Fill("Reference", Secret("gift-code"));              // a secret goes in as it is, and is shown nowhere
    }

    [Fact]
    public async Task A_shopper_changes_her_picture()
    {
        var shop = await Open("/login");
        await shop.LogIn(await Borrow("shopper"));

        await shop.Open("/account");
        await shop.Upload("Profile picture", "portrait.png");           // chooses the file and sends its form
        await shop.ShouldShow("Looking good");

        await shop.Attach("Profile picture", "portrait.png");           // only chooses it: more fields may follow
        await shop.Press("Change picture");
        await shop.ShouldShow("Looking good");
    }
}
