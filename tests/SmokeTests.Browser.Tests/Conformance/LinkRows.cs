using Microsoft.AspNetCore.Http;

namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about links and the parts of a page.</summary>
internal static class LinkRows
{
    internal static readonly byte[] Dot =
        Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    public static readonly Situation[] All =
    [
        // Parts of other origins: nobody listens there.
        Complete("a picture of another host", "<img src=http://127.0.0.1:64999/avatar.png alt=Ada>"),
        Complete("a script and a style sheet of another host",
            "<script src=http://127.0.0.1:64999/a.js></script><link rel=stylesheet href=http://127.0.0.1:64999/a.css>"),
        Complete("a blocked part",
            "<img src=http://127.0.0.1:64998/pixel.png alt=''>") with { But = e => e with { Block = ["127.0.0.1:64998"] } },
        Lacks("a picture of an origin that is the environment's", "<img src=http://127.0.0.1:64999/avatar.png alt=Ada>",
            "the page is not complete: /avatar.png") with { But = e => e with { Origins = [new Uri("http://127.0.0.1:64999")] } },

        // What a browser loads, and what it does not.
        Lacks("a picture", "<img src=/gone.png alt=''>", "/gone.png answered 404"),
        Lacks("a script", "<script src=/gone.js></script>", "/gone.js answered 404"),
        Lacks("a module", "<script type=module src=/gone.mjs></script>", "/gone.mjs answered 404"),
        Lacks("a style sheet", "<link rel=stylesheet href=/gone.css>", "/gone.css answered 404"),
        Lacks("a style sheet for paper", "<link rel=stylesheet media=print href=/gone.css>", "/gone.css answered 404"),
        Lacks("a style sheet within a style sheet", "<link rel=stylesheet href=/imports.css>", "/gone.css answered 404"),
        Lacks("a style sheet within a style", "<style>@import url('/gone.css');</style>", "/gone.css answered 404"),
        Lacks("a picture chosen by its density", "<img src=/dot.png srcset='/gone.png 1x, /dot.png?2 2x' alt=''>",
            "/gone.png answered 404"),
        Lacks("a picture chosen by its width", "<img src=/dot.png srcset='/dot.png?s 320w, /gone.png 1280w, /dot.png?l 4000w' alt=''>",
            "/gone.png answered 404"),
        Lacks("a picture chosen by its size",
            "<img src=/dot.png srcset='/gone.png 320w, /dot.png?l 1280w' sizes='(max-width: 400px) 100vw, 300px' alt=''>",
            "/gone.png answered 404"),
        Lacks("a source of a picture", "<picture><source srcset=/gone.webp type=image/webp><img src=/dot.png alt=''></picture>",
            "/gone.webp answered 404"),
        Lacks("a source of a picture for wide windows",
            "<picture><source media='(max-width: 600px)' srcset=/dot.png?s><source media='(min-width: 601px)' srcset=/gone.png><img "
                + "src=/dot.png alt=''></picture>", "/gone.png answered 404"),
        Lacks("a picture as a button", "<form><input type=image src=/gone.png alt=Go></form>", "/gone.png answered 404"),
        Lacks("a poster of a film", "<video poster=/gone.png width=10 height=10></video>", "/gone.png answered 404"),
        Lacks("a script loaded in advance", "<link rel=modulepreload href=/gone.mjs>", "/gone.mjs answered 404"),
        Lacks("a picture loaded in advance", "<link rel=preload as=image href=/gone.png>", "/gone.png answered 404"),
        Lacks("a picture by the page's base", "<base href=/deep/><img src=gone.png alt=''>", "/deep/gone.png answered 404"),
        Complete("a picture that is not chosen", "<img src=/gone.png srcset='/dot.png 1x, /gone.png?2 2x' alt=''>"),
        Complete("a source that does not fit",
            "<picture><source media='(max-width: 600px)' srcset=/gone.png><source type=image/tiff srcset=/gone.tiff><img "
                + "src=/dot.png alt=''></picture>"),
        Complete("a picture within the page", "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=' alt=''>"),
        Complete("a script for old browsers", "<script nomodule src=/gone.js></script>"),
        Complete("a script that is data", "<script type=text/template src=/gone.js></script>"),
        Complete("what is there where no script runs", "<noscript><img src=/gone.png alt=''></noscript>"),
        Complete("what is in a template", "<template><img src=/gone.png alt=''></template>"),
        Complete("another style", "<link rel='alternate stylesheet' title=Other href=/dot.png>"),
        Complete("an icon", "<link rel=icon href=/gone.ico>"),
        Complete("an empty style sheet and an empty script", "<link rel=stylesheet href=/empty.css><script src=/empty.js></script>"),
        Lacks("an empty picture", "<img src=/empty.png alt=''>", "/empty.png"),

        // Whether what came is what it is to be.
        Lacks("a picture that is a page", "<img src=/page alt=''>", "/page is "),
        Lacks("a picture that is a page by another name", "<img src=/page.png alt=''>", "/page.png is "),
        Lacks("a picture whose bytes are none", "<img src=/text.png alt=''>", "/text.png is no picture"),
        Complete("a picture that is called a text", "<img src=/dot.txt alt=''>"),
        Complete("a picture that is called a page", "<img src=/dot.html alt=''>"),
        Complete("a drawing", "<img src=/drawing.svg alt=''>"),
        Complete("a drawing without a size", "<img src=/plain.svg alt=''>"),
        Lacks("a drawing that is called XML", "<img src=/drawing.xml alt=''>", "/drawing.xml is no picture"),
        Lacks("a drawing that is a page", "<img src=/page.svg alt=''>", "/page.svg is no picture"),
        Lacks("a picture in a source that is a page", "<picture><source srcset=/page.webp><img src=/dot.png alt=''></picture>",
            "/page.webp is "),
        Lacks("a button whose picture is a page", "<form><input type=image src=/page alt=Go></form>", "/page is "),
        Lacks("a film whose poster is a page", "<video poster=/page width=10 height=10></video>", "/page is "),
        Lacks("a picture far below that is loaded late", "<p style='height:20000px'></p><img loading=lazy src=/gone.png alt=''>",
            "/gone.png answered 404"),
        Complete("a picture far below that is loaded late and is there",
            "<p style='height:20000px'></p><img loading=lazy src=/dot.png alt=''>"),
        Lacks("a script that is a page", "<script src=/page.js></script>", "/page.js is a page (text/html)"),
        Lacks("a script that is a page, by no name", "<script src=/page></script>", "/page is a page (text/html)"),
        Lacks("a script that is a picture", "<script src=/dot.png></script>", "/dot.png is no script (image/png)"),
        Complete("a script that is called a text", "<script src=/script.txt></script>"),
        Lacks("a script that is called a text, exactly", "<script src=/script.txt?exactly></script>",
            "/script.txt?exactly is no script (text/plain)"),
        Lacks("a module that is called a text", "<script type=module src=/script.txt></script>", "/script.txt is no script (text/plain)"),
        Lacks("a style sheet that is a page", "<link rel=stylesheet href=/page.css>", "/page.css is a page (text/html)"),
        Lacks("a style sheet that is called a text", "<link rel=stylesheet href=/style.txt>", "/style.txt is no style sheet (text/plain)"),
        Quirks("a style sheet that is called a text", "<link rel=stylesheet href=/style.txt>"),
        Quirks("a style sheet that is called a text, exactly", "<link rel=stylesheet href=/style.txt?exactly>",
            "/style.txt?exactly is no style sheet"),
        Quirks("a style sheet that is a page", "<link rel=stylesheet href=/page.css>", "/page.css is a page (text/html)"),

        // Links.
        Works("links that need no asking",
            "<a href=mailto:ada@example.com>Mail</a><a href=tel:+491>Call</a><a href=#top>Top</a><a "
                + "href='javascript:void(0)'>Menu</a><a href=http://127.0.0.1:64999/>Other</a>"),
        Works("links that log out by their address",
            "<a href=/logout>Bye</a><a href=/users/sign_out><img src=/dot.png alt=''></a><a href='/?do=logout'>Leave</a><a "
                + "href=/gone/logout.php>Out</a><a href='/index.php?title=Special:UserLogout'>Ende</a>"),
        Broken("a link", "<a href=/gone>Gone</a>"),
        Broken("an area of a picture",
            "<img src=/dot.png usemap=#m alt=''><map name=m><area href=/gone alt=Gone shape=rect coords=0,0,1,1></map>"),
        Broken("a link with a place on the page", "<a href=/gone#part>Gone</a>"),
        Broken("a link to be saved", "<a href=/gone download>Gone</a>"),
        Broken("a link that machines are not to follow", "<a rel=nofollow href=/gone>Gone</a>"),
        Broken("a link to an outlet", "<a href=/gone>Catalog outlet</a>"),
        Broken("a link that comes back to where one logs out", "<a href='/gone?next=/logout'>Gone</a>"),
    ];

    private static Situation Complete(string name, string page) =>
        new($"complete with {name}", Site(page), shown => shown.ShouldBeComplete());

    private static Situation Lacks(string name, string page, params string[] told) =>
        new($"not complete without {name}", Site(page), shown => shown.ShouldBeComplete(), told);

    private static Situation Quirks(string name, string page, params string[] told) =>
        new($"a page without a doctype, {(told.Length == 0 ? "complete with" : "not complete without")} {name}", Site(page, ""),
            shown => shown.ShouldBeComplete(), told);

    private static Situation Works(string name, string page) =>
        new($"working links: {name}", Site(page), shown => shown.ShouldHaveWorkingLinks());

    private static Situation Broken(string name, string page) =>
        new($"a broken link: {name}", Site(page), shown => shown.ShouldHaveWorkingLinks(), "the page has a broken link: /gone");

    private static RequestDelegate Site(string page, string doctype = "<!doctype html>") => async context =>
    {
        var answer = context.Response;
        if (context.Request.QueryString.Value == "?exactly")
            answer.Headers.XContentTypeOptions = "nosniff";
        switch (context.Request.Path.Value)
        {
            case "/" when context.Request.QueryString.HasValue is false:
                answer.ContentType = "text/html; charset=utf-8";
                await answer.WriteAsync($"{doctype}<title>Page</title><p>Page</p>{page}");
                break;
            case "/dot.png":
                answer.ContentType = "image/png";
                await answer.Body.WriteAsync(Dot);
                break;
            case "/dot.txt" or "/dot.html":
                answer.ContentType = context.Request.Path.Value == "/dot.txt" ? "text/plain" : "text/html";
                await answer.Body.WriteAsync(Dot);
                break;
            case "/page" or "/page.png" or "/page.webp" or "/page.js" or "/page.css":
                answer.ContentType = "text/html; charset=utf-8";
                await answer.WriteAsync("<!doctype html><title>Shop</title><p>Not found");
                break;
            case "/text.png":
                answer.ContentType = "image/png";
                await answer.WriteAsync("no picture at all");
                break;
            case "/page.svg":
                answer.ContentType = "image/svg+xml";
                await answer.WriteAsync("<!doctype html><title>Shop</title><p>Not found");
                break;
            case "/drawing.svg" or "/plain.svg" or "/drawing.xml":
                answer.ContentType = context.Request.Path.Value == "/drawing.xml" ? "text/xml" : "image/svg+xml";
                await answer.WriteAsync("<?xml version='1.0'?><!-- a drawing --><svg xmlns='http://www.w3.org/2000/svg'"
                    + (context.Request.Path.Value == "/plain.svg" ? "" : " width='5' height='5'") + "><rect width='5' height='5'/></svg>");
                break;
            case "/script.txt" or "/style.txt":
                answer.ContentType = "text/plain";
                await answer.WriteAsync("/* nothing */");
                break;
            case "/imports.css":
                answer.ContentType = "text/css";
                await answer.WriteAsync("/* @import '/other.css'; */ @import \"gone.css\"; p { color: red }");
                break;
            case "/empty.css" or "/empty.js" or "/empty.png":
                answer.ContentType = context.Request.Path.Value switch { "/empty.css" => "text/css", "/empty.js" => "text/javascript", _ =>
                    "image/png" };
                break;
            case "/favicon.ico":
                answer.StatusCode = 204;
                break;
            default:
                answer.StatusCode = 404;
                break;
        }
    };
}
