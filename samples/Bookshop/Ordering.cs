using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;

namespace Bookshop;

/// <summary>The basket, which a cookie holds, and orders, which the database holds.</summary>
internal static class Ordering
{
    private const string Cookie = "basket";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/basket", (HttpContext context, [FromForm] string book) =>
        {
            context.Response.Cookies.Append(Cookie, book, new CookieOptions { HttpOnly = true });
            return Results.Redirect("/basket");
        });

        app.MapGet("/basket", (HttpContext context, Store store) =>
            Layout.Page(context, "Basket", context.Request.Cookies[Cookie] is { Length: > 0 } slug && store.Find(slug) is { } book
                ? Basket(context, book)
                : new($"<h1>Basket</h1><p>Your basket is empty.</p>")));

        var orders = app.MapGroup("/orders").RequireAuthorization();
        orders.MapPost("/", (HttpContext context, Store store, [FromForm] string reference, [FromForm] string delivery) =>
        {
            store.Place(new Order(reference, context.User.Identity!.Name!, delivery, "paid", context.Request.Cookies[Cookie] ?? ""));
            context.Response.Cookies.Delete(Cookie);
            return Results.Redirect($"/orders/{Uri.EscapeDataString(reference)}");
        });
        orders.MapGet("/{reference}", (string reference, HttpContext context, Store store, Breakage breakage) =>
            breakage.Is("order-blank") ? Results.Content("", "text/html")
            : store.Order(reference, context.User.Identity!.Name!) is { } order ? Layout.Page(context, "Order", Show(context, order))
            : Results.NotFound());
        orders.MapPost("/{reference}/cancel", async (string reference, HttpContext context, Store store, IAntiforgery antiforgery) =>
        {
            await antiforgery.ValidateRequestAsync(context);
            store.Cancel(reference, context.User.Identity!.Name!);
            return Results.Redirect($"/orders/{Uri.EscapeDataString(reference)}");
        });
    }

    private static Html Basket(HttpContext context, Book book) => new($"""
        <h1>Basket</h1>
        <p>{book.Title} by {book.Author} · € {book.Price:0.00}</p>
        <form method="post" action="/orders">{Layout.Token(context)}
          <label>Reference <input name="reference" required maxlength="60"></label>
          <label>Delivery <select
            name="delivery"><option value="post">Post</option><option value="collect">Collect</option></select></label>
          <button>Order</button>
        </form>
        """);

    private static Html Show(HttpContext context, Order order) => order.Status == "cancelled"
        ? new($"<h1>Order {order.Reference} is cancelled</h1><p>Nothing will be charged.</p>")
        : new($"""
            <h1>Thank you</h1>
            <p>Your order {order.Reference} ({order.Books}, {order.Delivery}) is {order.Status}.</p>
            <form method="post" action="/orders/{order.Reference}/cancel">{Layout.Token(context)}<button>Cancel this order</button></form>
            """);
}
