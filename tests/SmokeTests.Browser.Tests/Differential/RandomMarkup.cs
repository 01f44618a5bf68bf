using CsCheck;

namespace SmokeTests.Tests.Differential;

/// <summary>
/// Random documents: elements of all kinds, nested rightly and wrongly, with styles, shadow trees, and texts in several scripts.
/// </summary>
internal static class RandomMarkup
{
    private static readonly string[] Words =
    [
        "word", "Total", "$", "19.99", "a", "b-c", "d_e", "f.g", "it's", "Grüße", "straße", "éa", "ΣΑΣ", "άλφα", "Привет", "שלום", "مرحبا",
        "東京", "都", "한국", "ไทย",
        "👩‍💻", "🙂", "x&amp;y", "&lt;b&gt;", "&copy;", "&nbsp;", "&shy;", "&#8203;", "&hellip;", "&euro;5", "&notit;", "&ampz", "&#x41;",
        "&#150;", "&bogus;", "(", ")", ",", "!",
        "<!-- comment -->", "<!bogus>", "</nothing>", "<1", "i", "ﬁx", "O'Neil", "&#8288;", "&thinsp;", "&emsp;", "&#12288;",
        "&zwj;", "&lrm;",
    ];

    private static readonly string[] Spaces = [" ", " ", " ", "", "", "\n", "\n  ", "  ", "\t", "\r\n", " \n\t "];

    private static readonly string[] Tags = Split("""
        a abbr b bdi bdo cite code data del dfn em i ins kbd label mark output q s samp small span strong sub sup time u var
        x-price x-card unknown nobr tt big font acronym
        strike blink span b a em x-y
        div p section article aside header footer main nav h1 h2 h6 hgroup address blockquote figure figcaption pre
        form fieldset legend details summary dialog center
        listing dir menu search div p div p
        ul ol li dl dt dd table caption thead tbody tfoot tr td th table tr td td
        button select option optgroup textarea meter progress datalist
        ruby rb rt rtc rp noscript template object video audio canvas iframe map picture slot noframes noembed applet
        svg math
        """);

    private static readonly string[] Void = Split("br wbr hr img input input area embed source track param link meta col base");
    private static readonly string[] Drawing = Split("text text tspan g a title desc defs foreignObject style circle symbol");
    private static readonly string[] Formula = Split("mi mo mn mtext ms mrow mfrac msup mtable mtr mtd semantics annotation mphantom");

    /// <summary>Of a formula, what holds text alone.</summary>
    private static readonly string[] Tokens = Split("mi mo mn mtext ms");

    private static readonly string[] Classes = ["a", "b", "c", "d", "e"];

    private static readonly string[] Values =
    [
        "display:none", "display:inline", "display:block", "display:inline-block", "display:contents", "display:flex",
        "display:inline-flex", "display:grid", "display:list-item",
        "display:flow-root", "display:bogus", "display:table-cell", "display:table-row", "display:table", "display:inline-table",
        "display:inline flow-root",
        "visibility:hidden", "visibility:visible", "visibility:collapse", "float:left", "float:none", "position:absolute",
        "position:relative", "position:fixed",
        "text-transform:uppercase", "text-transform:lowercase", "text-transform:capitalize", "text-transform:none", "white-space:pre",
        "white-space:pre-line", "white-space:nowrap",
        "white-space:pre-wrap", "opacity:0", "font-size:0", "content-visibility:hidden", "color:red", "display:revert",
        "display:revert-layer", "visibility:revert-layer", "visibility:unset", "visibility:initial", "all:unset", "all:revert-layer",
        "visibility:inherit",
        "display:\\6eone", "d\\69splay:none", "visibility:hidd\\65 n", "display:unset", "height:0;overflow:hidden",
        "DISPLAY : NONE", "display:/**/none", "display:none !important", "display:none;display:block",
        "display:inline;display:none!important;display:block", "background:url(;display:none)",
    ];

    private static readonly string[] Selectors =
    [
        ".a", ".b", ".c", ".d", ".e", "#i", "span", "div", "p", "td", "li", "b", ".a .b", ".a > .b", "div.a", ".c + .d", ".c ~ .e",
        "[hidden]", "[title]", "[title=t]", ".a, .b", "*.d", "p .c",
        ":is(.a, .b)", ":where(.c)", ":not(.a).b", ".a:hover", ".b:first-child", "li:nth-child(2n)", ".c::before", ".d:bogus", ":root",
        "body > .a", ".e:empty", "x-price", "details[open] > .a",
        ".a.b", "P", "*", ".c:has(.d)", "h1, h2", "section b", "option", "button", "summary", "tr", "label > span", ":last-child.e",
        ":dir(rtl)", ".a:dir(ltr)", "b:not(:dir(rtl))", ":is(.a,:bogus)", ":nth-child(2 of .a)", ".a:not(:popover-open)",
        "details:open > .b", ".b:has(+ .c)", "a:not([href])", "input[type=submit]",
    ];

    private static readonly Gen<string> Word = Gen.OneOf(Words);
    private static readonly Gen<string> Space = Gen.OneOf(Spaces);

    private static readonly Gen<string> Declared = Gen.OneOf(Values);

    private static readonly Gen<Markup> Text = Gen.Select(Space, Word, Space, Word, Gen.Int[0, 3],
        (s, w, t, v, kind) => Markup.Text(kind switch { 0 => s + w + t, 1 => w + t, 2 => s, _ => w + t + v }));

    private static readonly Gen<string> Attribute = Gen.Frequency(
        (6, Declared.Array[1, 2].Select(values => $"style=\"{string.Join(";", values)}\"")),
        (6, Gen.OneOf(Classes).Array[1, 2].Select(names => $"class=\"{string.Join(' ', names)}\"")),
        (3, Gen.OneOf("hidden", "hidden=until-found", "hidden=hidden", "HIDDEN", "popover", "inert", "aria-hidden=true")),
        (3, Gen.OneOf("open name=x", "open name=x", "open name=y", "open", "open=open", "controls", "multiple", "disabled", "checked",
            "required", "data", "data=nothing.txt", "type=text/plain")),
        (3, Gen.OneOf("id=i", "title=t", "title='x'", "name=n", "href=/x", "label=lab", "alt=alternative", "value=5", "lang=tr", "lang=de",
            "lang=el", "dir=rtl", "slot=s", "for=i")),
        (2, Gen.OneOf("type=submit value=Go", "type=reset", "type=button value=' B  b '", "type=hidden value=h", "type=checkbox",
            "type=submit", "type=image alt=im")));

    private static readonly Gen<string> Attributes = Attribute.Array[0, 2].Select(all => string.Concat(all.Select(a => " " + a)));

    private static readonly Gen<string> Rule = Gen.Select(Gen.OneOf(Selectors), Declared.Array[1, 2], Gen.Int[0, 25], Gen.OneOf(Selectors),
        (selector, values, kind, other) =>
    {
        var body = $"color:red;{string.Join(";", values)}";
        return kind switch
        {
            0 => $"@media print {{ {selector} {{ {body} }} }}",
            1 => $"@media screen and (min-width: 600px) {{ {selector} {{ {body} }} }}",
            2 => $"@media (max-width: 600px), (orientation: portrait) {{ {selector} {{ {body} }} }}",
            3 => $"@supports (display: grid) {{ {selector} {{ {body} }} }}",
            4 => $"@layer base {{ {selector} {{ {body} }} }}",
            5 => $"{selector} {{ {other} {{ {body} }} }}",
            6 => $".a {{ {values[0]}; &.b {{ {body} }} }}",
            7 => $"/* {selector} */ {selector} {{ content: \"}}\"; {body} }}",
            8 => $"{selector} {{ @media screen {{ {body} }} }}",
            9 => $"@layer late, base; @layer late {{ {selector} {{ {body} !important }} }}",
            10 => $"@media (width >= 400px) and (not (hover: none)) {{ {selector} {{ {body} }} }}",
            11 => $"@supports not (display: bogus) {{ {selector} {{ {body} }} }}",
            12 => $"@supports (display: flex) and (not selector(:bogus)) {{ {selector} {{ {body} }} }}",
            13 => $"@layer b, a; @layer a.x {{ {selector} {{ {body} }} }} @layer a {{ {other} {{ {values[0]} }} }}",
            14 => $"@media not (bogus) {{ {selector} {{ {body} }} }} @media (1px < width <= 1280px) {{ {other} {{ {values[0]} }} }}",
            _ => $"{selector} {{ {body} }}",
        };
    });

    private static readonly Gen<Markup> Sheet =
        Gen.Select(Rule.Array[1, 3], Gen.OneOf("", "", "", " media=print", " media=screen", " type=text/less", " type='text/css'"),
        (rules, attributes) => new Markup($"<style{attributes}>", [.. rules.Select(r => Markup.Text(r + "\n"))], "</style>"));

    private static readonly Gen<Markup> Wrong = Gen.OneOf(
        "</p>", "</div>", "</b>", "<b><i>x</b>y</i>", "</table>", "<tr>", "<td>", "</br>", "<p>", "<li>", "</span>", "</select>", "<form>",
        "</form>", "<a>", "</svg>", "<body class=a>", "</body>").Select(Markup.Text);

    public static readonly Gen<Markup> Document = Gen.Select(
        Gen.OneOf("<!doctype html>", "<!doctype html>", "", "<!DOCTYPE html PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\">"),
        Gen.OneOf("<title>t</title>", "<head><title> a \n b&amp;c </title></head><body>", "<title>x&nbsp;y</title><title>z</title>",
            "<head><meta charset=utf-8></head>", "<html lang=de><body class=a>"),
        Sheet.Array[0, 2], Pieces(4), (doctype, head, sheets, body) => new Markup(doctype + head, [.. sheets, .. body], ""));

    private static Gen<Markup[]> Pieces(int depth) => Piece(depth).Array[0, depth >= 4 ? 7 : 4];

    private static Gen<Markup> Piece(int depth) => depth == 0 ? Text : Gen.Frequency(
        (9, Text),
        (10, Element(Gen.OneOf(Tags), Inner(depth))),
        (2, Gen.Select(Gen.OneOf(Void), Attributes, (tag, attributes) => Markup.Text($"<{tag}{attributes}>"))),
        (1, Wrong),
        (1, Shadow(depth)));

    private static Gen<Markup> Element(Gen<string> tags, Gen<Func<string, Gen<Markup[]>>> inner) => from tag in tags
        from attributes in Attributes
        from within in inner
        from children in within(tag)
        from open in Gen.Int[0, 11]
        select new Markup($"<{tag}{attributes}>", children, open == 0 ? "" : $"</{tag}>");

    private static Gen<Func<string, Gen<Markup[]>>> Inner(int depth) => Gen.Const<Func<string, Gen<Markup[]>>>(tag => tag switch
    {
        "svg" => Of(Drawing, depth),
        "math" => Of(Formula, depth),
        "select" or "datalist" => Gen.Frequency((4, Element(Gen.OneOf("option", "option", "optgroup"), Inner(0))), (1, Text)).Array[0, 4],
        "table" => Gen.Frequency((5, Element(Gen.OneOf("tr", "tr", "tbody", "caption", "thead"), Inner(depth - 1))),
            (1, Piece(depth - 1))).Array[0, 3],
        "tr" => Gen.Frequency((6, Element(Gen.OneOf("td", "th"), Inner(depth - 1))), (1, Piece(depth - 1))).Array[0, 3],
        "details" => Gen.Frequency((2, Element(Gen.Const("summary"), Inner(depth - 1))), (3, Piece(depth - 1))).Array[0, 4],
        _ => depth <= 1 ? Text.Array[0, 2] : Pieces(depth - 1),
    });

    private static Gen<Markup[]> Of(string[] tags, int depth) =>
        Gen.Frequency((1, Text),
            (4, Element(Gen.OneOf(tags),
                Gen.Const<Func<string, Gen<Markup[]>>>(tag => depth <= 1 || Tokens.Contains(tag) ? Text.Array[0, 2]
                    : Gen.Frequency((3, Text), (2, Element(Gen.OneOf(tags), Inner(0)))).Array[0, 3])))).Array[0, 3];

    private static Gen<Markup> Shadow(int depth) => from host in Gen.OneOf("div", "x-card", "section", "span", "p")
        from attributes in Attributes
        from style in Gen.OneOf("", "<style>:host{display:block}</style>", "<style>.a{display:none} ::slotted(b){display:none}</style>",
            "<style>:host(.a){display:inline-block} b{visibility:hidden}</style>")
        from before in Pieces(depth - 1)
        from slot in Gen.OneOf("<slot></slot>", "<slot name=s>none</slot>", "<slot>fallback</slot> <slot name=s></slot>", "")
        from light in Pieces(depth - 1)
        select new Markup($"<{host}{attributes}>",
            [new Markup("<template shadowrootmode=open>" + style, [.. before, Markup.Text(slot)], "</template>"), .. light], $"</{host}>");

    private static string[] Split(string names) => names.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
