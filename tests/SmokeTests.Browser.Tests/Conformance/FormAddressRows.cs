using static SmokeTests.Tests.Conformance.FormRows;

namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about which button sends a form, where to, and in which bytes.</summary>
internal static class FormAddressRows
{
    public static readonly Situation[] All =
    [
        Sends("a button's own address",
            "<form action=/sent><input name=a value=1><button formaction=/other formmethod=post name=b value=2>Send</button></form>",
            "POST /other a=1&b=2 end"),
        Sends("a button's address that says nothing", "<form action=/sent><input name=a value=1><button formaction=''>Send</button></form>",
            "GET /?a=1 end"),
        Sends("an action that is blank", "<base href=/deep/><form action=' \t'><input name=a value=1><button>Send</button></form>",
            "GET /?a=1 end"),
        Sends("an action with a query", "<form action='/sent?old=1#top'><input name=a value=1><button>Send</button></form>",
            "GET /sent?a=1 end"),
        Sends("an action with a query, posted",
            "<form method=post action='/sent?old=1#top'><input name=a value=1><button>Send</button></form>", "POST /sent?old=1 a=1 end"),
        Sends("a method that nobody knows", "<form method=put action=/sent><input name=a value=1><button>Send</button></form>",
            "GET /sent?a=1 end"),
        Sends("a button without a value", "<form action=/sent><button name=b>Send</button></form>", "GET /sent?b= end"),
        Sends("a field of the form's charset",
            "<form action=/sent><input type=hidden name=_charset_ value=x dirname=x.dir><input name=a value='~*-._ "
                + "!&#39;()'><button>Send</button></form>",
            "GET /sent?_charset_=UTF-8&a=%7E*-._+%21%27%28%29 end"),
        Sends("a charset of the form's own",
            "<form action=/sent accept-charset=windows-1251><input name=a value='ж€日'><button>Send</button></form>",
            "GET /sent?a=%E6%88%26%2326085%3B end"),
        Sends("the direction of a text",
            "<form action=/sent><input name=a dirname=a.dir value=x><input name=b dirname=b.dir dir=rtl><textarea name=c dirname=c.dir "
                + "dir=auto>שלום</textarea><button>Send</button></form>",
            "GET /sent?a=x&a.dir=ltr&b=&b.dir=rtl&c=%D7%A9%D7%9C%D7%95%D7%9D&c.dir=rtl end"),
        Sends("fields without a name, in a datalist, in an object",
            "<form action=/sent><input value=1><input name='' value=2><datalist><input name=d value=3></datalist><object><input name=o "
                + "value=4></object><output name=u>5</output><button>Send</button></form>",
            "GET /sent?d=3&o=4 end"),
        new("the first button is the one that Enter presses",
            Page("<form id=f action=/sent role=search><button name=b value=1>One</button><input type=search name=q><button name=b "
                + "value=2>Two</button></form>"),
            async page => await (await page.Search("x")).ShouldShow("GET /sent?b=1&q=x end")),
        new("a button before the form is the one that Enter presses",
            Page("<button form=f name=b value=0>Zero</button><form id=f action=/sent role=search><input type=search name=q><button "
                + "name=b value=1>One</button></form>"),
            async page => await (await page.Search("x")).ShouldShow("GET /sent?b=0&q=x end")),
        new("Enter in a form without a button",
            Page("<form action=/sent role=search><input type=search name=q><input type=checkbox name=c><input type=hidden name=h "
                + "value=1></form>"),
            async page => await (await page.Search("x")).ShouldShow("GET /sent?q=x&h=1 end")),
        new("text/plain",
            Page("<form action=/sent method=post enctype=text/plain><textarea name=a>one\ntwo</textarea><button>Send</button></form>"),
            async page => await (await page.Press("Send")).ShouldShow("POST /sent a=one two end")),
    ];
}
