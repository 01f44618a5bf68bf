namespace Documented;

[CollectionDefinition("the basket")]
public class TheBasket : ICollectionFixture<Catalogue>;

/// <summary>Made for each run that begins, and disposed of at its end.</summary>
public sealed class Catalogue
{
    public string Book { get; } = "dune";
}

[Team("storefront"), Every("5m"), Collection("the basket")]
public class Paying(Catalogue catalogue) : Journey
{
    [Fact]
    public async Task The_basket_names_the_price()
    {
        var shop = await Open($"/books/{catalogue.Book}");
        await shop.ShouldShow("Add to basket", "€");
    }
}

[Team("storefront"), Every("5m"), Collection("the basket")]
public class Looking(Catalogue catalogue) : Journey
{
    [Fact]
    public async Task The_book_can_be_found()
    {
        var shop = await Open("/");
        await shop.Search(catalogue.Book);
        await shop.ShouldShow("Frank Herbert");
    }
}
