using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Mvc;

namespace Bookshop;

/// <summary>Log-in, account, reviews and profile picture.</summary>
internal static class Members
{
    private const int MostPictureBytes = 1024 * 1024;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/login", (HttpContext context, Breakage breakage) => LogInPage(context, breakage, Html.None));
        app.MapPost("/login", async (HttpContext context, Store store, Breakage breakage, IAntiforgery antiforgery) =>
        {
            await antiforgery.ValidateRequestAsync(context);
            var form = await context.Request.ReadFormAsync();
            if (store.LogIn(form["email"].ToString(), form["password"].ToString()) is null)
                return LogInPage(context, breakage, new($"""<p class="error">The e-mail address or the password is wrong.</p>"""));
            var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, form["email"].ToString())],
                CookieAuthenticationDefaults.AuthenticationScheme);
            await context.SignInAsync(new ClaimsPrincipal(identity));
            return Results.Redirect("/account");
        });
        app.MapPost("/logout", async (HttpContext context, IAntiforgery antiforgery) =>
        {
            await antiforgery.ValidateRequestAsync(context);
            await context.SignOutAsync();
            return Results.Redirect("/");
        });

        var account = app.MapGroup("/account").RequireAuthorization();
        account.MapGet("/", (HttpContext context, Store store) => Account(context, store, Html.None));
        account.MapPost("/picture", async (HttpContext context, Store store, Breakage breakage, [FromForm] IFormFile picture) =>
        {
            if (breakage.Is("uploads-refused") || picture.Length is 0 or > MostPictureBytes
                || !picture.ContentType.StartsWith("image/", StringComparison.Ordinal))
                return Account(context, store, new($"""<p class="error">Your picture could not be stored.</p>"""));
            Directory.CreateDirectory(store.Pictures);
            // Whole before it is there: somebody may look at the one before, or change it at the same time.
            var fresh = Path.Combine(store.Pictures, Path.GetRandomFileName());
            await using (var file = File.Create(fresh))
                await picture.CopyToAsync(file);
            File.Move(fresh, PictureOf(context, store), overwrite: true);
            return Account(context, store, new($"<p>Looking good! Your picture ({picture.FileName}) is stored.</p>"));
        });
        account.MapGet("/picture", (HttpContext context, Store store) =>
            File.Exists(PictureOf(context, store))
            ? Results.Stream(new FileStream(PictureOf(context, store), FileMode.Open, FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete), "image/png") : Results.NotFound());

        var reviews = app.MapGroup("/books/{slug}/reviews").RequireAuthorization();
        reviews.MapPost("/", (string slug, HttpContext context, Store store, [FromForm] string text, [FromForm] int stars) =>
        {
            store.Add(slug, context.User.Identity!.Name!, text, stars);
            return Results.Redirect($"/books/{slug}?thanks=1");
        });
        reviews.MapPost("/delete", async (string slug, HttpContext context, Store store, IAntiforgery antiforgery) =>
        {
            await antiforgery.ValidateRequestAsync(context);
            store.Delete(slug, context.User.Identity!.Name!);
            return Results.Redirect($"/books/{slug}");
        });
    }

    public static Html Reviews(HttpContext context, Store store, Book book)
    {
        var written = store.Reviews(book.Slug);
        var me = context.User.Identity?.Name;
        return new($"""
            <h2>Reviews</h2>
            {(context.Request.Query.ContainsKey("thanks") ? new Html($"<p>Thank you for your review.</p>") : Html.None)}
            {Html.Each(written, r => new($"<blockquote>{new string('★', (int)r.Stars)} {r.Text} — {r.Account.Split('@')[0]}</blockquote>"))}
            {(me is not null && written.Any(r => r.Account == me)
                ? new Html($"""
                    <form method="post"
                      action="/books/{book.Slug}/reviews/delete">{Layout.Token(context)}<button>Delete my review</button></form>
                    """)
                : Html.None)}
            {(me is null ? new Html($"<p>Log in to write a review.</p>") : new Html($"""
                <form method="post" action="/books/{book.Slug}/reviews">{Layout.Token(context)}
                  <label>Your review <textarea name="text" required></textarea></label>
                  <label for="stars">Stars</label> <select id="stars"
                    name="stars"><option>1</option><option>2</option><option>3</option><option>4</option><option>5</option></select>
                  <button>Post review</button>
                </form>
                """))}
            """);
    }

    private static IResult LogInPage(HttpContext context, Breakage breakage, Html said) => Layout.Page(context, "Log in", new($"""
        <h1>Log in</h1>
        {said}
        <form method="post" action="/login">{Layout.Token(context)}
          <label>E-mail <input type="email" name="{(breakage.Is("login-renamed") ? "username" : "email")}" required></label>
          <label>Password <input type="password" name="password" required></label>
          <button>Log in</button>
        </form>
        """));

    private static IResult Account(HttpContext context, Store store, Html said) => Layout.Page(context, "Your account", new($"""
        <h1>Your account</h1>
        {said}
        {(File.Exists(PictureOf(context, store))
            ? new Html($"""<img src="/account/picture" alt="You" width="96" height="96">""") : Html.None)}
        <form method="post" action="/account/picture" enctype="multipart/form-data">{Layout.Token(context)}
          <label>Profile picture <input type="file" name="picture" accept="image/*"></label>
          <button>Change picture</button>
        </form>
        <h2>Your orders</h2>
        <ul>{Html.Each(store.Orders(context.User.Identity!.Name!),
            o => new($"""<li><a href="/orders/{o.Reference}">{o.Reference}</a> {o.Status}</li>"""))}</ul>
        """));

    private static string PictureOf(HttpContext context, Store store) =>
        Path.Combine(store.Pictures, string.Concat(context.User.Identity!.Name!.Where(char.IsLetterOrDigit)) + ".png");
}
