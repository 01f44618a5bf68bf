using static SmokeTests.Tests.Conformance.FormRows;

namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about what a field is called.</summary>
internal static class FieldLabelRows
{
    private static Situation Finds(string name, string fields, string wanted, string sent) =>
        Sends(name, $"<form action=/sent>{fields}<button>Send</button></form>", sent, page => page.Fill(wanted, "x"));

    public static readonly Situation[] All =
    [
        Finds("a label around one field for another", "<label for=b>Name <input id=a name=a></label><input id=b name=b>", "Name",
            "GET /sent?a=&b=x end"),
        Finds("a label around two fields", "<label>Name <input name=a><input name=b></label>", "Name", "GET /sent?a=x&b= end"),
        Finds("a label around a hidden field and another", "<label>Name <input type=hidden name=h value=1><input name=a></label>", "Name",
            "GET /sent?h=1&a=x end"),
        Finds("a label around another label's field",
            "<label for=c>Outer</label><input name=a id=a><label>Name <input id=c name=c></label>", "Outer", "GET /sent?a=&c=x end"),
        Finds("the second label of a field", "<label for=a>First</label><label for=a>Second</label><input id=a name=a><input name=b>",
            "Second", "GET /sent?a=x&b= end"),
        Finds("aria-labelledby in its own order",
            "<span id=two>town</span><span id=one>Home</span><input name=a aria-labelledby='one\n two'><input name=b>", "Home town",
            "GET /sent?a=x&b= end"),
        Finds("aria-labelledby before aria-label", "<span id=l>Town</span><input name=a aria-labelledby=l aria-label=City><input name=b>",
            "Town", "GET /sent?a=x&b= end"),
        Finds("a label with a hidden hint",
            "<label>Name <span hidden>of the cat</span><input name=a></label><input name=b aria-label='cat'>", "cat",
            "GET /sent?a=&b=x end"),
        Finds("a label with a list before its field", "<label>Name <input name=a><select name=s><option>cat</select></label>", "Name",
            "GET /sent?a=x&s=cat end"),
        new("a label for something that has none", OfFields("<p id=p>x</p><label for=p>Name <input name=a></label>"),
            page => page.Fill("Name", "x"), "no field \"Name\""),
        new("a label that names nothing", OfFields("<label for=''>Name <input name=a></label>"), page => page.Fill("Name", "x"),
            "no field \"Name\""),
        new("two fields of one name", OfFields("<label>Name <input name=a></label><label>Name <input name=b></label>"),
            page => page.Fill("Name", "x"), "\"Name\" fits 2 fields"),
    ];
}
