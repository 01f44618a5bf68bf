namespace Bookshop.SmokeTests;

[Team("storefront"), Every("1m")]
public class Storefront : Journey
{
    [Fact]
    public async Task A_visitor_finds_a_book()
    {
        var shop = await Open("/");
        await shop.Search("dune");
        await shop.ShouldShow("Frank Herbert", "In stock");
        await shop.ShouldNotShow("No books match");
    }

    [Fact]
    public async Task The_bestsellers_are_listed()
    {
        var shop = await Open("/");
        await shop.Follow("Bestsellers");
        await shop.ShouldShow("Bestsellers of the month", "1.", "10.");
    }

    [Fact, Within("3s"), Budget("1s")]
    public async Task A_book_page_opens_quickly()
    {
        var shop = await Open("/books/dune");
        await shop.ShouldShow("Frank Herbert", "Add to basket");
    }

    [Fact]
    public async Task The_front_page_is_complete()
    {
        var shop = await Open("/");
        await shop.ShouldBeComplete();
    }

    [Theory]
    [InlineData("dune", "Frank Herbert")]
    [InlineData("middlemarch", "George Eliot")]
    public async Task The_api_knows_a_book(string book, string author)
    {
        var found = await Api.GetAsync<Book>($"books/{book}", Stop);
        found!.Author.Should().Be(author);
    }

    private sealed record Book(string Title, string Author);
}
