namespace Specimens;

/// <summary>One journey of five steps and their proofs, by both drivers: the text is the same but for one word.</summary>
[Team("bench"), Every("1h"), Within("60s")]
public class Shopping : Journey
{
    [Fact]
    public async Task Over_http() => await Shop(await Open("/login"));

    [Fact]
    public async Task In_a_browser() => await Shop(await Browser.Open("/login"));

    private async Task Shop(Page shop)
    {
        await shop.LogIn(Account("shopper"));
        await shop.Search("dune");
        await shop.ShouldShow("Frank Herbert", "In stock");
        await shop.Open("/account");
        await shop.Upload("Profile picture", "portrait.png", Picture);
        await shop.ShouldShow("Looking good");
    }

    private static readonly byte[] Picture =
        Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
}
