namespace Bookshop.SmokeTests;

[Team("accounts"), Every("5m"), DependsOn(typeof(SigningIn))]
public class Profile : Journey
{
    [Fact]
    public async Task A_reader_reviews_a_book()
    {
        var shop = await Open("/login");
        await shop.LogIn(Account("shopper"));
        await Owe(() => DeleteReviews("middlemarch"));

        await shop.Open("/books/middlemarch");
        await shop.Fill("Your review", $"Read again in run {RunId}.");
        await shop.Fill("Stars", "5");
        await shop.Press("Post review");
        await shop.ShouldShow("Thank you for your review", $"Read again in run {RunId}.");
    }

    [Fact, Harmless("the picture takes the place of the same picture")]
    public async Task A_customer_changes_her_picture()
    {
        var shop = await Open("/login");
        await shop.LogIn(Account("shopper"));

        await shop.Open("/account");
        await shop.Upload("Profile picture", "portrait.png");
        await shop.ShouldShow("Looking good");
        await shop.ShouldDownload("/account/picture", "portrait.png");
    }

    private async Task DeleteReviews(string book)
    {
        var shop = await Open("/login");
        await shop.LogIn(Account("shopper"));
        await shop.Open($"/books/{book}");
        if (shop.Text.Contains("Delete my review"))
            await shop.Press("Delete my review");
    }
}
