using System.Net;
using CsCheck;

namespace SmokeTests.Tests.Differential;

/// <summary>
/// Makes random pages with forms: fields of all kinds and attributes, tags that are nested well and badly, charsets, acts.
/// </summary>
internal static class FormDocuments
{
    private const int MostPieces = 14;
    private const int MostActs = 4;

    private static readonly string[] Charsets =
    [
        "utf-8", "utf-8", "utf-8", "utf-8", "windows-1252", "iso-8859-1", "windows-1251", "iso-8859-2", "iso-8859-15", "koi8-r",
        "windows-1256", "shift_jis", "euc-jp",
        "gbk", "gb18030", "big5", "euc-kr", "utf-16le",
    ];

    private static readonly string[] Names =
        ["a", "b", "c", "a", "user[name]", "x y", "ä", "q\"u'o", "a&b=c", "_charset_", "_CHARSET_", "isindex",
            "", "two\nlines", "日本", "\u20ac"];

    private static readonly string[] Words =
    [
        "", "x", "one two", " edges ", "a\nb", "a\r\nb\r", "&amp;", "ä€", "жук", "日本語", "한국", "中文", "שלום", "😀", "~*-._!'()", "%41+%zz",
        "<b>\"q\"</b>", "#?/\\", "\t", "123456", "ab", "ﬀ\u00a0x", "\u2028", "naïve ½",
    ];

    private static readonly Dictionary<string, string[]> Typed = new()
    {
        ["date"] = ["2026-11-23", "2024-02-29", "2025-02-29", "nonsense", "0001-01-01", "12026-01-01"],
        ["month"] = ["2026-11", "2026-13", "x"],
        ["week"] = ["2026-W53", "2025-W53", "2026-W01", "2026-1"],
        ["time"] = ["10:00", "23:59:59", "10:00:00.5", "24:00", "9:00"],
        ["datetime-local"] = ["2026-11-23T10:00", "2026-11-23 10:00:00", "2026-11-23T10:00:30.120", "2026-11-23", "x"],
        ["number"] = ["5", "-1.5", "1e3", ".5", "1,5", "x", "007", "+1", "12345678901234567890", "3"],
        ["range"] = ["5", "50", "7.3", "-3", "x", "1e1", "100.0"],
        ["color"] = ["#FF8800", "#abc", "red", "x", "#00ff00", "#12345678"],
        ["email"] = ["ada@a.example", " ada@a.example ", "ada", "a@b, c@d", "a@bücher.example", "ada@a"],
        ["url"] = ["http://a.example/", "a.example", " https://a.example/ä ", "mailto:a@b", "http://"],
        ["checkbox"] = ["true", "false", "yes", "no", "x", "perhaps"],
        ["radio"] = ["true", "x", "1"],
        ["select"] = ["one", "2", "two words", "b", "none", "three"],
    };

    private static readonly string[] Types =
    [
        "text", "text", "text", "hidden", "hidden", "search", "tel", "url", "email", "password", "date", "month", "week", "time",
        "datetime-local", "number", "range", "color",
        "checkbox", "checkbox", "radio", "radio", "file", "submit", "image", "reset", "button", "nonsense", "",
    ];

    /// <summary>Enter in these is theirs, or sends nothing that is worth a look.</summary>
    private static readonly string[] Quiet =
    [
        "hidden", "date", "month", "week", "time", "datetime-local", "range", "color", "checkbox", "radio", "file", "submit",
        "image", "reset", "button",
    ];

    private static readonly string[] Tags =
    [
        "<div>", "</div>", "<p>", "</p>", "<table>", "<table>", "</table>", "<tr>", "<td>", "</td>", "</tr>", "<tbody>", "<ul><li>",
        "</ul>", "<b>", "</b>", "<span>", "</span>", "<fieldset>", "<fieldset disabled>", "</fieldset>",
        "<legend>", "</legend>", "<label>", "</label>", "<datalist>", "</datalist>", "<!-- </form> -->",
        "<script>var a = '</form>';</script>", "some text", "<details open>", "</details>", "<section>", "</section>", "<div dir=rtl>",
    ];

    private static readonly string[] Actions = ["sent", "sent?old=1", "", "/d/@@/deep/here", "../@@/x;y", "sent#top", "?q", " sent ",
        "sent%20x", "s%7Et"];

    private static readonly Gen<string> Value = Any(Words);

    private static readonly Gen<string> Form =
        from action in Maybe(8, " action=\"", Any(Actions))
        from method in Any("", "", " method=post", " method=post", " method=POST", " method=nonsense")
        from enctype in Any("", "", " enctype=multipart/form-data", " enctype=text/plain", " enctype=x")
        from charset in Any("", "", "", "", " accept-charset=utf-8", " accept-charset='x windows-1252'", " accept-charset=shift_jis")
        from rest in Any("", "", " novalidate")
        from id in Any("", "", " id=f", " id=g")
        select $"<form{action}{method}{enctype}{charset}{rest}{id}>";

    private static readonly Gen<string> Common =
        from name in Maybe(9, " name=\"", Any(Names))
        from disabled in OneIn(12, " disabled")
        from form in Weighted((30, ""), (2, " form=f"), (1, " form=nowhere"), (1, " form"))
        select name + disabled + form;

    private static readonly Gen<(string Type, string Html)> Input =
        from type in Any(Types)
        from common in Common
        from value in Maybe(6, " value=\"", Typed.TryGetValue(type, out var typed) ? Weighted((3, Any(typed)), (1, Value)) : Value)
        from checks in Any("", " checked")
        from limits in Limits(type)
        from rules in Rules
        // Which group a radio button is in before it has its form is Chromium's own affair: see FormDifferences.
        let said = type.Length > 0 ? " type=" + type : ""
        let belongs = type == "radio" ? common.Split(" form")[0] : common
        select (type, $"<input{said}{belongs}{value}{(type is "checkbox" or "radio" ? checks : "")}{limits}{rules}");

    private static readonly Gen<(string Type, string Html)> Area =
        from common in Common
        from rules in Rules
        from text in Value
        select ("textarea", $"<textarea{common}{rules}>{WebUtility.HtmlEncode(text)}</textarea>");

    private static readonly Gen<string> Option =
        from value in Maybe(4, " value=\"", Any("1", "2", "", "b", "ж"))
        from selected in OneIn(4, " selected")
        from disabled in OneIn(6, " disabled")
        from label in OneIn(6, " label=three")
        from text in Any("one", " two \n words ", "b", "", "日本")
        from before in Weighted((10, ""), (1, "<optgroup label=g>"), (1, "<optgroup label=h disabled>"))
        select $"{before}<option{value}{selected}{disabled}{label}>{text}";

    private static readonly Gen<(string Type, string Html)> Select =
        from common in Common
        from multiple in OneIn(3, " multiple")
        from size in Weighted((6, ""), (1, " size=1"), (1, " size=3"), (1, " size=0"))
        from required in OneIn(8, " required")
        from options in Many(Option, 4)
        select ("select", $"<select{common}{multiple}{size}{required}>{string.Concat(options)}</select>");

    private static readonly Gen<(string Type, string Html)> Button =
        from type in Weighted((8, ""), (1, " type=submit"), (1, " type=button"), (1, " type=reset"), (1, " type=nonsense"))
        from common in Common
        from value in Maybe(4, " value=\"", Value)
        from action in OneIn(8, " formaction=\"other\"")
        from method in OneIn(8, " formmethod=post")
        from enctype in OneIn(8, " formenctype=multipart/form-data")
        from lenient in OneIn(4, " formnovalidate")
        select ("button", $"<button{type}{common}{value}{action}{method}{enctype}{lenient}>Go</button>");

    private static readonly Gen<(string Type, string Html)> Tag = Any(Tags).Select(t => ("", t));

    private static readonly Gen<(string Type, string Html)> Piece = Gen.Frequency(
        (10, Input), (2, Area), (3, Select), (3, Button), (7, Tag), (1, Form.Select(f => ("", f))), (2, Gen.Const(("", "</form>"))));

    public static readonly Gen<FormDocument> Any1 =
        from charset in Any(Charsets)
        from around in Weighted((6, ""), (2, "<table>"), (1, "<div>"), (1, $"<base href=/d/{FormDocument.Number}/base/>"))
        from form in Form
        from pieces in Many(Piece, MostPieces)
        from ending in Button
        from acts in Many(Gen.Select(Gen.Int[0, 1_000], Gen.Int[0, 1_000]), MostActs)
        from last in Gen.Select(Gen.Int[0, 1_000], Gen.Int[0, 9])
        select Build(charset, [("", around), ("", form), .. pieces, ending], acts, last);

    private static FormDocument Build(string charset, IReadOnlyList<(string Type, string Html)> pieces,
        (int Which, int What)[] acts, (int Which, int How) last)
    {
        var fields = pieces.Select((p, i) => (p.Type, p.Html, Id: $"i{i}")).Where(p => p.Type.Length > 0 || IsInput(p.Html)).ToArray();
        var buttons = fields.Where(f => f.Type is "submit" or "image" or "button").ToArray();
        var html = pieces.Select((p, i) => IsInput(p.Html) ? $"{p.Html} id=i{i}>"
            : p.Type.Length > 0 ? p.Html.Insert(p.Type.Length + 1, $" id=i{i}") : p.Html);
        var enters = fields.Where(f => IsInput(f.Html) && !Quiet.Contains(f.Type)).ToArray();
        var act = last.How == 0 && enters.Length > 0 ? new FormAct(enters[last.Which % enters.Length].Id, ActKind.Enter)
            : new FormAct((last.How < 5 ? buttons[^1] : buttons[last.Which % buttons.Length]).Id, ActKind.Press);
        var done = acts.Select(a => (Field: fields[a.Which % fields.Length], a.What))
            .Select(a => ActOn(a.Field.Type, a.Field.Id, a.What)).OfType<FormAct>();
        return new FormDocument(charset, [.. html], [.. done], act);
    }

    private static bool IsInput(string html) => html.StartsWith("<input", StringComparison.Ordinal);

    private static FormAct? ActOn(string type, string id, int what) => type switch
    {
        "hidden" or "submit" or "image" or "reset" or "button" => null,
        "file" => new FormAct(id, ActKind.Attach, Any(what, "a.txt", "q\"uo'te.png", "日本.pdf", "ä b.csv", "x\ny.txt")),
        _ => new FormAct(id, ActKind.Fill, Typed.TryGetValue(type, out var typed) && what % 4 > 0 ? Any(what, typed) : Any(what, Words)),
    };

    private static string Any(int which, params string[] all) => all[which % all.Length];

    private static Gen<string> Rules =>
        from required in OneIn(12, " required")
        from readOnly in OneIn(15, " readonly")
        from most in OneIn(10, " maxlength=3")
        from least in OneIn(10, " minlength=3")
        from pattern in Weighted((20, ""), (1, @" pattern='[0-9]{5}'"), (1, @" pattern='[\w-]+'"), (1, @" pattern='\p{L}+|.{2}'"))
        from multiple in OneIn(8, " multiple")
        from direction in OneIn(10, " dirname=d.dir")
        from way in Weighted((20, ""), (1, " dir=rtl"), (1, " dir=auto"))
        select required + readOnly + most + least + pattern + multiple + direction + way;

    private static Gen<string> Limits(string type) => type switch
    {
        "number" or "range" =>
            from min in OneIn(3, " min=2")
            from max in OneIn(3, " max=9.5")
            from step in Weighted((4, ""), (1, " step=any"), (1, " step=0.1"), (1, " step=3"), (1, " step=x"))
            select min + max + step,
        "date" => Weighted((4, ""), (1, " min=2026-01-01"), (1, " max=2026-01-01"), (1, " step=7")),
        "time" => Weighted((4, ""), (1, " min=22:00 max=06:00"), (1, " step=1"), (1, " step=any")),
        "datetime-local" => Weighted((4, ""), (1, " step=1"), (1, " step=any")),
        _ => Gen.Const(""),
    };

    private static Gen<string> Any(params string[] all) => Gen.Int[0, all.Length - 1].Select(i => all[i]);

    private static Gen<string> OneIn(int many, string text) => Gen.Int[1, many].Select(n => n == 1 ? text : "");

    /// <summary>An attribute that is there in so many of ten cases.</summary>
    private static Gen<string> Maybe(int often, string attribute, Gen<string> value) =>
        from there in Gen.Int[1, 10]
        from said in value
        let quoted = WebUtility.HtmlEncode(said).Replace("\n", "&#10;", StringComparison.Ordinal)
            .Replace("\r", "&#13;", StringComparison.Ordinal)
        select there <= often ? $"{attribute}{quoted}\"" : "";

    private static Gen<string> Weighted(params (int, string)[] all) =>
        Gen.Frequency([.. all.Select(one => (one.Item1, (IGen<string>)Gen.Const(one.Item2)))]);

    private static Gen<string> Weighted(params (int, Gen<string>)[] all) =>
        Gen.Frequency([.. all.Select(one => (one.Item1, (IGen<string>)one.Item2))]);

    private static Gen<T[]> Many<T>(Gen<T> one, int most) => one.Array[0, most];
}
