using Microsoft.AspNetCore.Antiforgery;

namespace Bookshop;

/// <summary>What every page of the shop has around it.</summary>
internal static class Layout
{
    public static IResult Page(HttpContext context, string title, Html content)
    {
        var user = context.User.Identity is { IsAuthenticated: true } identity ? identity.Name : null;
        var page = new Html($"""
            <!doctype html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <title>{title} · Bookshop</title>
              <link rel="stylesheet" href="/assets/shop.css">
              <link rel="icon" href="/assets/icon.svg">
              <script src="/assets/shop.js" defer></script>
            </head>
            <body>
              <header>
                <a class="brand" href="/">Bookshop</a>
                <form action="/search" role="search"><input type="search" name="q" aria-label="Search for books"
                  placeholder="Title or author"><button>Search</button></form>
                <nav><a href="/bestsellers">Bestsellers</a> <a href="/basket">Basket</a> {Member(context, user)}</nav>
              </header>
              <main>{content}</main>
              <footer>A sample shop. <a href="/breakage">Break it</a></footer>
            </body>
            </html>
            """);
        return Results.Content(page.ToString(), "text/html; charset=utf-8");
    }

    public static Html Token(HttpContext context)
    {
        var tokens = context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        return new($"""<input type="hidden" name="{tokens.FormFieldName}" value="{tokens.RequestToken}">""");
    }

    private static Html Member(HttpContext context, string? user) => user is null
        ? new($"""<a href="/login">Log in</a>""")
        : new($"""
            <a href="/account">{user}</a> <form class="inline" method="post"
              action="/logout">{Token(context)}<button>Log out</button></form>
            """);
}
