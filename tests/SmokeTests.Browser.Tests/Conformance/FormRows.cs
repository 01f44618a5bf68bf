using Microsoft.AspNetCore.Http;
using static SmokeTests.Tests.Conformance.Situation;

namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about what forms take, refuse and send.</summary>
internal static class FormRows
{
    public static readonly Situation[] All =
    [
        new("a label for a field that stands elsewhere",
            Html("<form action=/sent><label for=b>Name</label><input name=a id=a><input name=b id=b><button>Send</button></form>"),
            async page => await (await page.Submit("Send", new { Name = "Ada" })).ShouldBeAt("/sent?a=&b=Ada")),
        new("a field that is not there", Html("<form><label>Name <input name=a></label></form>"), page => page.Fill("Surname", "x"),
            "no field \"Surname\"", "\"Name\""),
        .. FormOwnerRows.All, .. FormAddressRows.All,
    ];

    /// <summary>A page, and for whatever it sends an answer that repeats the request.</summary>
    public static RequestDelegate Page(string html, string type = "text/html; charset=utf-8") => async context =>
    {
        var request = context.Request;
        var isPage = request.Method == "GET" && request.Path == "/" && !request.QueryString.HasValue;
        context.Response.ContentType = isPage ? type : "text/plain; charset=utf-8";
        if (request.Path == "/favicon.ico")
            context.Response.StatusCode = 204;
        else if (isPage)
            await context.Response.WriteAsync(html);
        else
            await context.Response.WriteAsync(await Sent(request));
    };

    private static async Task<string> Sent(HttpRequest request) =>
        $"sent {request.Method} {request.Path}{request.QueryString} {await new StreamReader(request.Body).ReadToEndAsync()} end";

    /// <summary>A form of these fields, with a button "Send".</summary>
    public static RequestDelegate OfFields(string fields) => Page($"<form action=/sent>{fields}<button>Send</button></form>");

    /// <summary>A form that is sent as it is, or after the acts, with this query.</summary>
    public static Situation Sends(string name, string html, string sent, Func<SmokeTests.Page, Task>? act = null) =>
        new(name, Page(html), async page =>
    {
        if (act is not null)
            await act(page);
        await (await page.Press("Send")).ShouldShow(sent);
    });

    /// <summary>A form of these fields that is not sent.</summary>
    public static Situation Keeps(string name, string fields, Func<SmokeTests.Page, Task>? act, params string[] says) =>
        new(name, OfFields(fields), async page =>
    {
        if (act is not null)
            await act(page);
        await page.Press("Send");
    }, ["the form is not sent", .. says]);

    /// <summary>A field called F that does not take a value.</summary>
    public static Situation Refuses(string name, string field, string value, params string[] says) =>
        new(name, OfFields($"<label>F {field}</label>"), page => page.Fill("F", value), says);
}
