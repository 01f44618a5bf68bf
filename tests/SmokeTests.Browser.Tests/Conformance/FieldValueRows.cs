using static SmokeTests.Tests.Conformance.FormRows;

namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about the values that fields have, take and refuse.</summary>
internal static class FieldValueRows
{
    /// <summary>A field as the page has it: what is sent of it.</summary>
    private static Situation Has(string field, string value) =>
        Sends($"the value of {field}", $"<form action=/sent><{Named(field)}><button formnovalidate>Send</button></form>",
            $"/sent?f={value} end");

    /// <summary>A field that a visitor fills.</summary>
    private static Situation Takes(string field, string typed, string value) =>
        Sends($"\"{typed.ReplaceLineEndings("\\n")}\" in {field}",
            $"<form action=/sent><label>F <{Named(field)}></label><button>Send</button></form>",
            $"/sent?f={value} end", page => page.Fill("F", typed));

    private static Situation Refuses(string field, string typed, string takes) =>
        FormRows.Refuses($"\"{typed}\" is refused by {field}", $"<{field}>", typed, "the field \"F\" does not take", takes);

    private static string Named(string field) => field.Insert(field.IndexOf(' ', StringComparison.Ordinal) + 1, "name=f ");

    public static readonly Situation[] All =
    [
        Has("input type=color", "%23000000"),
        Has("input type=color value=nonsense", "%23000000"),
        Has("input type=color value='#FF8800'", "%23ff8800"),
        Has("input type=color value=RED", "%23ff0000"),
        Has("input type=color value='#abc'", "%23aabbcc"),
        Has("input type=datetime-local value='2026-11-23T10:00'", "2026-11-23T10%3A00"),
        Has("input type=datetime-local value='2026-11-23 10:00:00'", "2026-11-23T10%3A00"),
        Has("input type=datetime-local value='2026-11-23T10:00:30.500'", "2026-11-23T10%3A00%3A30.5"),
        Has("input type=datetime-local value=tomorrow", ""),
        Has("input type=datetime-local value='2026-02-30T10:00'", ""),
        Has("input type=date value=23.11.2026", ""),
        Has("input type=date value=2026-11-23", "2026-11-23"),
        Has("input type=date value=2025-02-29", ""),
        Has("input type=date value=2024-02-29", "2024-02-29"),
        Has("input type=date value=12026-01-01", "12026-01-01"),
        Has("input type=month value=2026-13", ""),
        Has("input type=month value=2026-12", "2026-12"),
        Has("input type=week value=2026-W53", "2026-W53"),
        Has("input type=week value=2026-W54", ""),
        Has("input type=week value=2025-W53", ""),
        Has("input type=time value=25:00", ""),
        Has("input type=time value=9:30", ""),
        Has("input type=time value=10:00:00", "10%3A00%3A00"),
        Has("input type=range", "50"),
        Has("input type=range value=150", "100"),
        Has("input type=range min=5 max=2", "5"),
        Has("input type=range min=0 max=10 step=4 value=9.9", "8"),
        Has("input type=range min=0.5 max=9 step=0.1", "4.8"),
        Has("input type=range value=x min=10 max=20", "15"),
        Has("input type=range step=any min=0 max=1", "0.5"),
        Has("input type=range min=1 max=10 step=3", "7"),
        Has("input type=number value='1,5'", ""),
        Has("input type=number value='+5'", ""),
        Has("input type=number value='5.'", ""),
        Has("input type=number value='.5'", ".5"),
        Has("input type=number value='1e3'", "1e3"),
        Has("input type=number value=' 5 '", ""),
        Has("input type=number value='1e400'", ""),
        Has("input type=email value=' ada@a.example '", "ada%40a.example"),
        Has("input type=email multiple value=' ada@a.example , bob@b.example '", "ada%40a.example%2Cbob%40b.example"),
        Has("input type=url value='  http://a.example  '", "http%3A%2F%2Fa.example"),
        Has("input value='a&#10;b&#13;c'", "abc"),
        Has("input type=search value=' a&#10;b '", "+ab+"),
        Has("input type=tel value='1&#13;&#10;2'", "12"),
        Has("input type=password value='a&#10;b'", "ab"),
        Has("input type=hidden value='a&#10;b'", "a%0D%0Ab"),
        Has("input type=datetime value='a&#10;b'", "ab"),
        Has("input type=TEXT value='a&#10;b'", "ab"),
        Has("input maxlength=2 value=abcd", "abcd"),
        Takes("input type=color", "#FF8800", "%23ff8800"),
        Takes("input type=datetime-local", "2026-11-23 10:00:00", "2026-11-23T10%3A00"),
        Takes("input type=datetime-local step=1", "2026-11-23T10:00:05", "2026-11-23T10%3A00%3A05"),
        Takes("input type=date", " 2026-11-23 ", "2026-11-23"),
        Takes("input type=date value=2026-01-01", "", ""),
        Takes("input type=range min=0 max=10", "4.0", "4"),
        Takes("input type=number", " 5 ", "5"),
        Takes("input type=number step=any", "1e5", "1e5"),
        Takes("input type=email", " ada@a.example ", "ada%40a.example"),
        Takes("input type=email", "ada@bücher.example", "ada%40xn--bcher-kva.example"),
        Takes("input type=email multiple", "ada@a.example, bob@b.example", "ada%40a.example%2Cbob%40b.example"),
        Takes("input type=url", " http://a.example ", "http%3A%2F%2Fa.example"),
        Takes("input type=text", "a\nb", "ab"), Takes("input type=search", "a\r\nb", "ab"),
        Takes("input maxlength=3", "abcdef", "abc"),
        Takes("input maxlength=3", "😀😀", "%F0%9F%98%80"),
        Takes("input maxlength=-1", "abcdef", "abcdef"),
        Takes("input type=number maxlength=2", "12345", "12345"),
        Takes("input value=was", "", ""),
        Refuses("input type=date", "tomorrow", "2026-01-31"),
        Refuses("input type=date", "2026-02-30", "a date"),
        Refuses("input type=month", "November", "a month"),
        Refuses("input type=week", "2026-W54", "a week"),
        Refuses("input type=time", "25:00", "a time"),
        Refuses("input type=datetime-local", "2026-11-23", "a date and time"),
        Refuses("input type=number", "1,5", "a number"),
        Refuses("input type=number", "five", "a number"),
        Refuses("input type=number", "0x10", "a number"),
        Refuses("input type=range min=0 max=10", "11", "a number from 0 to 10 in steps of 1"),
        Refuses("input type=range", "4.5", "in steps of 1"),
        Refuses("input type=range", "much", "from 0 to 100"),
        Refuses("input type=color", "reddish", "#ff8800"),
        Sends("a text area's lines",
            "<form action=/sent method=post><label>F <textarea name=f>\n\n one\r\ntwo</textarea></label><button>Send</button></form>",
            "f=%0D%0A+one%0D%0Atwo end"),
        Sends("a text area that is filled",
            "<form action=/sent method=post><label>F <textarea name=f maxlength=4>was</textarea></label><button>Send</button></form>",
            "f=a%0D%0Ab%0D%0A end", page => page.Fill("F", "a\r\nb\ncde")),
        Sends("a field that is filled and reset", "<form action=/sent><label>F <input name=f value=was></label><label><input "
            + "type=checkbox name=c checked> C</label><button type=reset>Again</button><button>Send</button></form>",
            "/sent?f=was&c=on end",
            async page => await (await (await page.Fill("F", "is")).Fill("C", "no")).Press("Again")),
    ];
}
