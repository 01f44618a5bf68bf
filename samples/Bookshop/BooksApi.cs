namespace Bookshop;

/// <summary>The shop's JSON API.</summary>
internal static class BooksApi
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/books", (string? q, Store store) => store.Search(q ?? ""));
        app.MapGet("/api/books/{slug}", (string slug, Store store) => store.Find(slug) is { } book ? Results.Ok(book) : Results.NotFound());
        app.MapGet("/health", () => "ok");
    }
}
