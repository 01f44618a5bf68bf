namespace Bookshop;

/// <summary>The switches by page and by API.</summary>
internal static class BreakagePages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/breakage", (HttpContext context, Breakage breakage) =>
            context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)
                ? Layout.Page(context, "Break the shop", Page(breakage))
                : Results.Json(Breakage.All.Keys.Select(name => new { name, broken = breakage.Is(name) })));

        app.MapPost("/breakage/{name}", (string name, Breakage breakage) => Switch(name, breakage.Break));
        app.MapDelete("/breakage/{name}", (string name, Breakage breakage) => Switch(name, breakage.Heal));

        // A form can only post: the page's two buttons.
        app.MapPost("/breakage/{name}/{act}", (string name, string act, Breakage breakage) =>
        {
            _ = act == "heal" ? Switch(name, breakage.Heal) : Switch(name, breakage.Break);
            return Results.Redirect("/breakage");
        });
    }

    private static IResult Switch(string name, Action<string> act)
    {
        if (!Breakage.All.ContainsKey(name))
            return Results.NotFound($"There is no switch '{name}'. There are: {string.Join(", ", Breakage.All.Keys)}\n");
        act(name);
        return Results.NoContent();
    }

    private static Html Page(Breakage breakage) => new($"""
        <h1>Break the shop</h1>
        <p>Each switch breaks the shop in the way that production breaks. The checks should notice.</p>
        <table>{Html.Each(Breakage.All, s => new($"""
            <tr class="{(breakage.Is(s.Key) ? "broken" : "whole")}"><th>{s.Key}</th><td>{s.Value}</td><td>
              <form method="post" action="/breakage/{s.Key}/{(breakage.Is(s.Key) ? "heal" : "break")}"><button
                >{(breakage.Is(s.Key) ? "Heal" : "Break")}</button></form>
            </td></tr>
            """))}</table>
        """);
}
