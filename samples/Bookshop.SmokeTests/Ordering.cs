namespace Bookshop.SmokeTests;

[Team("storefront"), Every("5m"), DependsOn(typeof(SigningIn))]
public class Ordering : Journey
{
    [Fact, Within("20s")]
    public async Task A_customer_orders_a_book()
    {
        var shop = await Open("/login");
        await shop.LogIn(Account("shopper"));

        var reference = $"smoke-{RunId}";
        await Owe(() => CancelOrder(reference));            // undone even if this process dies half-way

        await shop.Open("/books/dune");
        await shop.Press("Add to basket");
        await shop.Submit("Order", new { Reference = reference, Delivery = "Collect" });
        await shop.ShouldShow("Thank you", reference);

        await Database("orders").ShouldReturn("paid",
            "select status from orders where reference = @reference", new { reference });
    }

    private async Task CancelOrder(string reference)
    {
        var open = await Database("orders").Rows<string>(
            "select reference from orders where reference = @reference and status <> 'cancelled'", new { reference });
        if (open.Count == 0)
            return;
        var shop = await Open("/login");
        await shop.LogIn(Account("shopper"));
        await shop.Open($"/orders/{reference}");
        await shop.Press("Cancel this order");
        await shop.ShouldShow("cancelled");
    }
}
