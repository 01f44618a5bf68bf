namespace Bookshop;

/// <summary>What a visitor sees without an account.</summary>
internal static class Shopping
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/", (HttpContext context, Store store) => Layout.Page(context, "Welcome", new($"""
            <h1>Books, in order</h1>
            <p>Three hundred titles, all of them on our shelves.</p>
            <h2>Read this month</h2>
            {List(store.Bestsellers())}
            """)));

        app.MapGet("/search", (string? q, HttpContext context, Store store, Breakage breakage) =>
        {
            var found = breakage.Is("search-empty") ? [] : store.Search(q ?? "");
            return Layout.Page(context, $"Search: {q}", new($"""
                <h1>Search</h1>
                {(found.Length == 0 ? new Html($"<p>No books match your search.</p>") : List(found))}
                """));
        });

        app.MapGet("/bestsellers", (HttpContext context, Store store, Breakage breakage) => breakage.Is("server-error")
            ? throw new InvalidOperationException("The bestsellers were computed from a report that is gone.")
            : Layout.Page(context, "Bestsellers", new($"""
                <h1>Bestsellers of the month</h1>
                <ul class="ranked">{Html.Each(store.Bestsellers().Index(),
                    b => new($"""<li>{b.Index + 1}. <a href="/books/{b.Item.Slug}">{b.Item.Title}</a> by {b.Item.Author}</li>"""))}</ul>
                """)));

        app.MapGet("/books/{slug}", async (string slug, HttpContext context, Store store, Breakage breakage) =>
        {
            if (breakage.Is("slow"))
                await Task.Delay(TimeSpan.FromSeconds(5), context.RequestAborted);
            return store.Find(slug) is { } book ? Layout.Page(context, book.Title, BookPage(context, store, book)) : Results.NotFound();
        });
    }

    private static Html List(IEnumerable<Book> books) => new($"""
        <ul class="books">{Html.Each(books, b => new($"""
            <li><a href="/books/{b.Slug}">{b.Title}</a> by {b.Author}, {b.Year} <span
                class="price">€ {b.Price:0.00}</span> <span class="stock">{Stock(b)}</span></li>
            """))}</ul>
        """);

    private static Html BookPage(HttpContext context, Store store, Book book) => new($"""
        <article>
          <h1>{book.Title}</h1>
          <p>by {book.Author}, {book.Year} · <span class="price">€ {book.Price:0.00}</span> · {Stock(book)}</p>
          <form method="post" action="/basket">{Layout.Token(context)}<input type="hidden" name="book"
            value="{book.Slug}"><button>Add to basket</button></form>
          {Members.Reviews(context, store, book)}
        </article>
        """);

    private static string Stock(Book book) => book.Stock > 0 ? "In stock" : "Sold out";
}
