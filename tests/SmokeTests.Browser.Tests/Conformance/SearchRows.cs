using Microsoft.AspNetCore.Http;

namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about what counts as found.</summary>
internal static class SearchRows
{
    private const string Echo = "only where it repeats the search";
    private const string Form =
        "<header><form action=/search role=search><input type=search name=q aria-label=Search "
            + "value='QUERY'><button>Find</button></form></header>";

    public static readonly Situation[] All =
    [
        // Titles that speak of searching, in each place where results stand.
        Found("a result whose title speaks of searching", "Man's Search for Meaning",
            "<ul><li><a href=/b/1>Man's Search for Meaning</a> by Viktor Frankl</ul>"),
        Found("a result whose title speaks of finding", "Lost and Found", "<ul><li>Lost and Found by Lucy Clarke</ul>"),
        Found("a result whose title speaks of matching", "Best Match", "<table><tr><th>No<th>Title<tr><td>1<td>Best Match<td>€ 9</table>"),
        Found("a result as a heading", "Lost and Found", "<h1>Results</h1><h3>Lost and Found</h3><p>Lucy Clarke"),
        Found("a result as a heading of the second level, of several", "Search Party",
            "<h1>Results</h1><h2>Search Party</h2><p>One</p><h2>Another book</h2><p>Two"),
        Found("a result as a heading that is a link", "No Results", "<main><h2><a href=/b/1>No Results</a></h2><p>A novel</main>"),
        Found("a result as a link around a card", "Query Letters",
            "<div><a href=/b/1><div>New</div><div>Query Letters</div><div>€ 9</div></a></div>"),
        Found("a result in a card that is not a link", "Best Match",
            "<div class=grid><div class=card><img src=/1.png alt=''><div>Best Match</div><div>€ 9</div></div></div>"),
        Found("a result in a card of which there is one", "Best Match",
            "<div class=results><div class=search-result>Best Match by Ada</div></div>"),
        Found("a result in an article", "Lost and Found", "<h1>Search</h1><article><p>Lost and Found, a novel</article>"),
        Found("a result as a paragraph of its own", "Man's Search for Meaning", "<h1>Results</h1><p>Man's Search for Meaning"),
        Found("a result as a link that begins a paragraph", "Showing Off", "<p><a href=/b/1>Showing Off</a> by Ada</p>"),
        Found("a result in the middle of a title", "Lost and Found", "<ul><li><a href=/b/1>The Lost and Found Bookshop</a></ul>"),
        Found("a result after its number", "Best Match", "<ol><li>1. Best Match</ol>"),
        Found("a result with the words marked", "Lost and Found", "<ul><li><mark>Lost</mark> and <mark>Found</mark> by Ada</ul>"),
        Found("a result with a button", "Best Match",
            "<ul><li>Best Match € 9 <form method=post action=/basket><button>Add to basket</button></form></ul>"),
        Found("a result beside the echo", "Lost and Found",
            "<h1>Results for “Lost and Found”</h1><p>1 result for Lost and Found</p><ul><li><a href=/b/1>Lost and Found</a></ul>"),
        Found("a result that carries the query in its link", "Best Match", "<h4><a href='/product?id=40&q=Best+Match'>Best Match</a></h4>"),
        Found("results on the address of the search", "Best Match",
            "<dl><dt><a href='?id=best&highlight=Best+Match'>Best Match</a><dd>…</dl>") with { Start = "/index.php" },
        Found("a result by microdata", "Best Match",
            "<div itemscope itemtype=https://schema.org/Book><span itemprop=name>Best Match</span> by Ada</div>"),
        Found("a result with a role", "Best Match", "<div role=list><div role=listitem>Best Match by Ada</div></div>"),
        Found("a part of the query that was found", "best match for dogs", "<ul><li><a href=/b/1>best match for cats</a></ul>",
            "best match"),
        Found("what the search does not speak of", "dune", "<p>No results for dune. Frank Herbert wrote it.", "Frank Herbert"),
        Found("a result in a list of cards, in the middle of its text", "Best Match",
            "<ul><li><a href=/b/1><img src=/1.png alt=one></a> Ada: Best Match<li><a href=/b/2>Two</a></ul>"),

        // The echo, in each place where pages repeat what was asked.
        Only("no results in quotes", "<p>No results for “dune”.</p>"),
        Only("no results without quotes", "<p>No results for dune</p>"),
        Only("no results in German", "<p>0 Treffer für dune</p>"),
        Only("no results in French", "<p>Aucun résultat pour dune</p>"),
        Only("no results, with the query first", "<p>“dune” did not match any products.</p>"),
        Only("no results, with the query first and bare", "<p>dune did not match any products.</p>"),
        Only("no results, with the query first, in Japanese", "<p>「dune」の検索結果はありません</p>"),
        Only("no results, with the query marked", "<p>Your search - <em>dune</em> - did not match any documents.</p>"),
        Only("no results, with the query in a box",
            "<p style='display:flex'>Results for <span style='display:inline-block'>dune</span></p>"),
        Only("no results in a list", "<ul class=products><li>No results for dune</ul>"),
        Only("no results in a row of a table", "<table><tr><th>Title<th>Author<tr><td colspan=2>No results for dune</table>"),
        Only("no results in an article", "<article class=no-results><h1>dune</h1><p>Nothing for dune. <a href=/>Home</a></article>"),
        Only("no results, said as a status", "<div role=status>dune</div>"),
        Only("the query as the heading", "<h1>dune</h1><p>0 books"),
        Only("the query as the first heading of the main part", "<h1>Shop</h1><main><h2>dune</h2><p>0 books</main>"),
        Only("the query in the heading", "<h1>Search results: dune</h1>"),
        Only("the number of results", "<p>Showing 1-10 of 23 results for \"dune\"</p>"),
        Only("the query after its label", "<p>You searched for:</p><p>dune</p>"),
        Only("the query under its label", "<p>You searched for:<br><b>dune</b></p>"),
        Only("the query under its label without a colon", "<div>Suche nach</div><div>dune</div>"),
        Only("the query in a table of what was asked", "<table><tr><th>Query<td>dune<tr><th>Hits<td>0</table>"),
        Only("the query in a list of what was asked", "<dl><dt>Query<dd>dune</dl>"),
        Only("a chip", "<ul><li>dune ×</ul>"),
        Only("a chip with a button", "<ul class=filters><li>dune <button type=button>Remove</button></ul>"),
        Only("a chip with a link", "<div class=chip>dune <a href='/search?q='>clear</a></div>"),
        Only("a breadcrumb", "<nav><ol><li><a href=/>Home</a><li>dune</ol></nav>"),
        Only("a breadcrumb by its class", "<ol class=breadcrumb><li><a href=/>Home</a><li>dune</ol>"),
        Only("pages of the search", "<nav><a href='/search?q=dune&page=2'>dune, page 2</a></nav>"),
        Only("a facet", "<ul><li><a href='/search?q=dune&shelf=novels'>dune in Novels</a></ul>"),
        Only("another search", "<p>Did you mean <a href='/search?q=dunes'>dunes</a>?</p>"),
        Only("recent searches", "<ul><li><a href='/search?q=dune'>dune</a></ul>"),
        Only("another site's search", "<p><a href='https://search.example/?q=dune'>Look for dune elsewhere</a></p>"),
        Only("a page that could be made", "<p>Create the page “<a href='/new?title=dune'>dune</a>” on this wiki</p>"),
        Only("a suggestion", "<p>Suggestions for dune</p><ul><li>Check the spelling of dune<li>Try other words</ul>"),
        Only("a jump on the same page", "<ul><li><a href='#top'>dune</a></ul>"),
        Only("a part of the query", "<p>No results for dune messiah</p>", "dune", "dune messiah"),
        Only("the title and the field alone, and a sentence", "<p>Sorry, dune"),
        Only("no results in other letters", "<p>No results for Dune</p>", "Dune"),
        new("nothing of what was searched for", Shop("<p>No books"), async page => await (await page.Search("dune")).ShouldShow("dune"),
            "does not show \"dune\""),

        // Where the search leads.
        new("a search that leads to the one result", Leads("/books/lost-and-found", "<h1>Lost and Found</h1><p>by Lucy Clarke"),
            async page => await (await page.Search("Lost and Found")).ShouldShow("Lost and Found")),
        new("a search that leads to the one result of that name, on the script of the search", Leads("/search?id=17", "<h1>dune</h1>"),
            async page => await (await page.Search("dune")).ShouldShow("dune")),
        new("a search that leads to an address of its own", Leads("/search/dune", "<h1>dune</h1><p>0 books"),
            async page => await (await page.Search("dune")).ShouldShow("dune"), Echo),
        new("a search that leads home, which says so", Leads("/", "<h1>Shop</h1><p>No results for dune"),
            async page => await (await page.Search("dune")).ShouldShow("dune"), Echo),
        new("a search that leads to a search under another name", Leads("/find?term=dune", "<h1>dune</h1><p>0 books"),
            async page => await (await page.Search("dune")).ShouldShow("dune"), Echo),
        new("a page after the search", Shop("<p>Nothing for dune. <a href=/about>About</a>", ("/about", "<p>We sell dune")),
            async page => await (await (await page.Search("dune")).Follow("About")).ShouldShow("dune")),
        new("an echo is shown to ShouldNotShow", Shop("<p>No results for dune"),
            async page => await (await page.Search("dune")).ShouldNotShow("dune"), "shows \"dune\""),
        new("a result that appears in the end", Later(),
            async page => await (await page.Search("Lost and Found")).EventuallyShows("Lost and Found", "20s")),
        new("an echo that stays", Shop("<p>No results for dune"),
            async page => await (await page.Search("dune")).EventuallyShows("dune", "1s"), Echo),
        new("a search form beside others", Situation.Html("""
            <form action=/subscribe><input type=email name=mail><button>Go</button></form><form
            action=/in><input name=user><input type=password name=pw></form>
            <form action=/found><input name=query><button>Find</button></form>
            """), async page => await (await page.Search("dune")).ShouldBeAt("/found?query=dune")),
    ];

    private static Situation Found(string name, string query, string page, string? wanted = null) =>
        new(name, Shop(page), async shop => await (await shop.Search(query)).ShouldShow(wanted ?? query));

    private static Situation Only(string name, string page, string? wanted = null, string query = "dune") =>
        new($"only an echo: {name}", Shop(page), async shop => await (await shop.Search(query)).ShouldShow(wanted ?? query), Echo);

    /// <summary>A shop that repeats the query in its title and in the field, as shops do.</summary>
    private static RequestDelegate Shop(string results, params (string Path, string Page)[] others) => async context =>
    {
        var query = context.Request.Query["q"].ToString();
        context.Response.ContentType = "text/html; charset=utf-8";
        var page = others.FirstOrDefault(o => o.Path == context.Request.Path).Page
            ?? $"<title>{query} - Shop</title>{Asking(context, query)}{(query.Length > 0 ? results : "")}<footer>A shop</footer>";
        await context.Response.WriteAsync("<!doctype html>" + page);
    };

    private static string Asking(HttpContext context, string query) =>
        Form.Replace("QUERY", query.Replace("'", "&#39;", StringComparison.Ordinal), StringComparison.Ordinal)
        .Replace("/search", context.Request.Path == "/" ? "/search" : context.Request.Path.Value, StringComparison.Ordinal);

    private static RequestDelegate Leads(string to, string page) => async context =>
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        if (context.Request.Query.ContainsKey("q"))
            context.Response.Redirect(to);
        else
            await context.Response.WriteAsync(
                $"<!doctype html>{Asking(context, "")}{(context.Request.Headers.Referer.Count > 0 ? page : "")}");
    };

    /// <summary>The third answer has it.</summary>
    private static RequestDelegate Later()
    {
        var asked = 0;
        return context => Shop(context.Request.Path == "/search" && Interlocked.Increment(ref asked) % 3 == 0
            ? "<ul><li>Lost and Found</ul>" : "<p>Nothing for Lost and Found")(context);
    }
}
