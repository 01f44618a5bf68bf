namespace Bookshop.SmokeTests;

[Team("storefront"), Every("5m"), DependsOn(typeof(SigningIn))]
public class Ordering : Journey
{
    [Fact, Within("20s")]
    public async Task A_customer_orders_a_book()
    {
        var shop = await Open("/login");
        await shop.LogIn(Account("shopper"));

        await shop.Open("/books/dune");
        await shop.Press("Add to basket");
        await shop.Submit("Order", new { Reference = $"smoke-{RunId}", Delivery = "Collect" });
        await shop.ShouldShow("Thank you", $"smoke-{RunId}");

        var status = await Database("orders").Single<string>(
            "select status from orders where reference = @reference", new { reference = $"smoke-{RunId}" });
        status.Should().Be("paid");

        await shop.Press("Cancel this order");
        await shop.ShouldShow("cancelled");
    }
}
