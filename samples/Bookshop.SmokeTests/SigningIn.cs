namespace Bookshop.SmokeTests;

[Team("accounts"), Every("1m")]
public class SigningIn : Journey
{
    [Fact]
    public async Task A_customer_logs_in_and_out()
    {
        var shop = await Open("/login");
        await shop.LogIn(Account("shopper"));

        await shop.Open("/account");
        await shop.ShouldShow("Your orders");

        await shop.LogOut();
        await shop.ShouldShow("Log in");
    }
}
