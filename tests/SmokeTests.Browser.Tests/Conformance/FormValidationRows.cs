using static SmokeTests.Tests.Conformance.FormRows;

namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about forms that a browser does not send, because a field is not valid.</summary>
internal static class FormValidationRows
{
    /// <summary>A value that a browser lets through, or does not.</summary>
    private static Situation Fits(string field, string value, bool fits = true) => fits
        ? Sends($"\"{value}\" fits {field}", $"<form action=/sent method=post><label>F <{field} name=f></label><button>Send</button></form>", "sent POST /sent", page => page.Fill("F", value))
        : Keeps($"\"{value}\" does not fit {field}", $"<label>F <{field} name=f></label>", page => page.Fill("F", value), "\"F\"");

    private static Situation Passes(string name, string fields) => Sends(name, $"<form action=/sent>{fields}<button>Send</button></form>", "sent GET /sent");

    public static readonly Situation[] All =
    [
        Fits("input pattern='[0-9]{5}'", "123456", false), Fits("input pattern='[0-9]{5}'", "12345"), Fits("input pattern='[0-9]{5}'", "1234", false), Fits("input pattern='[0-9]{5}'", ""), Fits("input pattern='a|bc'", "abc", false),
        Fits(@"input pattern='\d+'", "١٢", false), Fits(@"input pattern='\w+'", "é", false), Fits(@"input pattern='\p{L}+'", "Łukasz"), Fits(@"input pattern='\p{Lu}\p{Ll}+'", "ada", false), Fits("input pattern='.{2}'", "😀", false), Fits("input pattern='.'", "😀"),
        Fits(@"input pattern='[\w-]+'", "any thing"), Fits("input pattern='[a-z._%+-]+@x'", "anything"), Fits("input pattern='['", "anything"), Fits(@"input pattern='[\w\-]+'", "any thing", false), Fits("input pattern='(?i:abc)'", "ABC"), Fits("input pattern='abc'", "ABC", false),
        Fits(@"input pattern='[\p{L}--[a-z]]+'", "ada", false), Fits(@"input pattern='(?=.*\d).{3,}'", "ab1"), Fits(@"input pattern='(?=.*\d).{3,}'", "abc", false), Fits(@"input pattern='(a)\1'", "aa"), Fits("input pattern='^a$'", "a"), Fits("input type=tel pattern='[0-9]+'", "12a", false), Fits("input type=email pattern='.+@a[.]example'", "x@b.example", false),
        Fits("input type=email", "ada", false), Fits("input type=email", "ada@a"), Fits("input type=email", "ada@-a", false), Fits("input type=email", "ada@a, bob@b", false), Fits("input type=email multiple", "ada@a, bob", false), Fits("input type=url", "a.example", false), Fits("input type=url", "mailto:ada@a"), Fits("input type=url", "http://", false), Fits("input type=url", "https:a"),
        Fits("input type=number min=3", "2", false), Fits("input type=number max=3", "4", false), Fits("input type=number", "1.5", false), Fits("input type=number step=0.1", "1.5"), Fits("input type=number step=any", "1.55"), Fits("input type=number step=3 min=1", "5", false), Fits("input type=number step=3 min=1", "7"), Fits("input type=number step=3 value=2", "5"), Fits("input type=number step=3 value=2", "6", false),
        Fits("input type=date min=2026-01-01", "2025-12-31", false), Fits("input type=date max=2026-01-01", "2026-01-01"), Fits("input type=date step=7 min=2026-01-01", "2026-01-09", false), Fits("input type=time min=22:00 max=06:00", "23:00"), Fits("input type=time min=22:00 max=06:00", "12:00", false), Fits("input type=time", "10:00:30", false), Fits("input type=time step=1", "10:00:30"), Fits("input type=month min=2026-03", "2026-02", false), Fits("input type=week max=2026-W10", "2026-W11", false), Fits("input type=datetime-local", "2026-01-01T10:00:01", false),
        Fits("input minlength=3", "ab", false), Fits("input minlength=3", "abc"), Fits("input minlength=3", ""), Fits("input required", "", false), Fits("input required", " "), Fits("input type=email required", "  ", false),
        Passes("a short value that the page itself has put there", "<input name=a minlength=5 value=ab>"),
        Passes("a required field that is disabled", "<input name=a required disabled>"), Passes("a required field that is read-only", "<input name=a required readonly>"), Passes("a required field in a disabled fieldset", "<fieldset disabled><input name=a required></fieldset>"),
        Passes("a required hidden field", "<input type=hidden name=a required>"), Passes("a required field in a datalist", "<datalist><input name=a required></datalist>"), Passes("a required list whose first option has a value", "<select name=s required><option value=a>A</select>"),
        Passes("a required list whose empty option stands in a group", "<select name=s required><optgroup label=g><option value=''>A</optgroup></select>"), Passes("a required list of several lines with an empty choice", "<select name=s required size=2><option value='' selected>A</select>"),
        Sends("a form without validation", "<form action=/sent novalidate><input name=a required><button>Send</button></form>", "sent GET /sent?a= end"), Sends("a button without validation", "<form action=/sent><input name=a required><button formnovalidate>Send</button></form>", "sent GET /sent?a= end"),
        Keeps("a required check box", "<label><input type=checkbox name=a required> Terms</label>", null, "\"Terms\" is required"), Keeps("required radio buttons", "<label><input type=radio name=a value=1> One</label><label><input type=radio name=a value=2 required> Two</label>", null, "is required"),
        Keeps("a required list with a first option that asks", "<label>Town <select name=s required><option value=''>Choose</option><option>Ghent</select></label>", null, "\"Town\" is required"), Keeps("a required list of several lines without a choice", "<label>Town <select name=s required size=3><option>Ghent</select></label>", null, "\"Town\" is required"),
        Keeps("a required file", "<label>Photo <input type=file name=f required></label>", null, "\"Photo\" is required"), Keeps("a required text area", "<label>About <textarea name=t required></textarea></label>", null, "\"About\" is required"),
        Keeps("a default value that is not valid", "<label>Post code <input name=p pattern='[0-9]{5}' value=123456></label>", null, "\"Post code\" does not match its pattern [0-9]{5}", "\"123456\""), Keeps("a value below the minimum", "<label>Many <input type=number name=p min=3 value=2></label>", null, "\"Many\" is below its minimum 3"),
        Keeps("a value that is too short", "<label>Word <input name=p minlength=3></label>", page => page.Fill("Word", "ab"), "\"Word\" is shorter than 3 characters"), Keeps("a required field that belongs from afar", "</form><form id=f></form><input form=f required name=x aria-label=Far><button form=f>Send</button>", null, "\"Far\" is required"),
        new("Enter in a form with a required field", Page("<form action=/sent role=search><input name=q type=search><input name=a required aria-label=Town><button>Send</button></form>"), page => page.Search("x"), "the form is not sent", "\"Town\" is required"),
        new("a password that is not valid is not shown", OfFields("<label>Word <input type=password name=p minlength=9></label>"), page => page.Submit("Send", new { Word = "hunter2" }), "\"Word\" is shorter than 9 characters", "what was entered"),
    ];
}
