using static SmokeTests.Tests.Conformance.Situation;

namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about what is shown and what is hidden, in lines and blocks, by attributes, style sheets and shadow trees.</summary>
internal static class VisibleTextRows
{
    private const string Card = """
        <x-card>light<b slot=price>19.99</b><template shadowrootmode=open><style>:host { display: block }</style>
        <h2>Offer</h2>only <slot name=price>no price</slot> <slot name=note>no note</slot>
        <x-inner><template shadowrootmode=open><p>deep <slot>nothing</slot></p></template>kept</x-inner>
        <form action=/sent><label>Code <input name=code></label><button>Redeem</button></form></template></x-card>
        """;

    public static readonly Situation[] All =
    [
        // In a line of text.
        Shows("a price in an element of its own", "$<x-price>19.99</x-price>", "$19.99"),
        Shows("elements that few pages use",
            "a<data value=1>b</data><ins>c</ins><del>d</del><dfn>e</dfn>f<wbr>g<tt>h</tt><big>i</big><nobr>j</nobr><output>k</output>",
            "abcdefghijk"),
        Shows("unknown elements, nested", "No. <x-a>1<y-b>2<unknown>3</unknown></y-b></x-a>4", "No. 1234"),
        Shows("a picture within a word", "sun<img alt=and>flower", "sunflower"),
        Shows("a button within a word", "a<button> x </button>b", "axb"),
        Shows("fields between words", "from <input value=typed> to<textarea>typed</textarea> here", "from to here"),
        Shows("a line break, a rule and a paragraph", "a<br>b<hr>c<p>d", "a b c d"),
        Shows("cells", "<table><tr><td>a<td>b<tr><td>c</table>d", "a b c d"),
        Shows("cells, and what is none beside them",
            "<table><tr><th>a<td style=display:table-row> b </td><td>c<tr><td>d<td style=display:inline>e</table>f"
            + "<span style=display:table-row><i>g</i> <i>h</i> i <i>j</i></span>k", "a bc d e fgh i jk"),
        Shows("cells, and what is none beside them, in a shadow tree",
            "<div><template shadowrootmode=open><table><tr><th>a<td style=display:table-row> b </td><td>c"
            + "</table>f<span style=display:table-row><i>g</i> <i>h</i> i <i>j</i></span>k</template></div>", "a bc fgh i jk"),
        Shows("pictures and fieldsets as parts of a table",
            "a <img style=display:table-row> b <fieldset style=display:table-cell> c </fieldset> d"
            + "<img style=display:table-row-group>e<x-c><template shadowrootmode=open>f <img style=display:table-row> g <fieldset "
            + "style=display:table-cell> h </fieldset> i</template></x-c>", "abcd efghi"),
        Shows("a fieldset in a line",
            "a<fieldset style=display:inline> b </fieldset>c<fieldset style='display:inline;content-visibility:hidden'>d</fieldset>e",
            "abce"),
        Shows("an option without a box of its own", "a<option style=display:contents>b</option>c", "ac"),
        Shows("an object that loads nothing, with a slot in it",
            "a<object type=text/plain><slot></slot>b</object>c<object type=what/ever><slot></slot>d</object>e", "acde"),
        Shows("what asks for a slot in an object",
            "a<object>b<i slot=x>c</i></object>d<marquee>e<i slot=x>f</i></marquee>g<x-c><template shadowrootmode=open>"
            + "<object>h<i slot=x>i</i></object></template></x-c>", "abdegh"),
        Shows("an object that holds white space alone",
            "a<object> </object>b<object> <param> </object>c<object> <i></i></object>d<x-c><template shadowrootmode=open>"
            + "e<object> </object>f</template></x-c>", "abc def"),
        Shows("capitals around the letters of a formula",
            "<math style=text-transform:uppercase><mi>sin</mi><mn>x</mn><mtext>of</mtext></math><x-c><template shadowrootmode=open>"
            + "<math style=text-transform:uppercase><mi>cos</mi><mo>x</mo></math></template></x-c>", "sin X OF cos X"),
        Shows("a formula without text, in a shadow tree",
            "<x-c><template shadowrootmode=open>a <math><mphantom><mi>x</mi></mphantom></math>b <math></math>c</template></x-c>", "a b c"),
        Shows("a group of choices in a line",
            "a <optgroup style=display:inline label=x> b </optgroup> c<x-c><template shadowrootmode=open>"
            + "d <optgroup style=display:inline>e</optgroup>f</template></x-c>", "ab cdef"),
        Shows("fields and pictures that are tables whose content is skipped",
            "a <img style='display:table;content-visibility:hidden'>b "
            + "<fieldset style='display:table;content-visibility:hidden'>c</fieldset>d"
            + "<button style='display:inline-table;content-visibility:hidden'>e</button>f<x-c><template shadowrootmode=open>g "
            + "<fieldset style='display:table-row;content-visibility:hidden'>h</fieldset>i</template></x-c>", "abdfgi"),
        Shows("a line's end beside a space without a width, in another direction",
            "<p><bdi>a&#8203;</bdi>\nb<p><b dir=ltr>c&#8203;</b>\nd<p>e&#8203;<bdo dir=rtl>\nf</bdo><p><b>g&#8203;</b>\nh"
            + "<p><ruby>i&#8203;</ruby>\nj<p><x-c><template shadowrootmode=open><output>k&#8203;</output>\nl</template></x-c>",
            "a b c d e f gh i j k l"),
        Shows("a drawing in a ruby", "<ruby><svg><text>a</text><text>b</text></svg>c</ruby><x-c><template shadowrootmode=open>"
            + "<ruby><svg><text>d</text><text>e</text></svg>f</ruby></template></x-c>", "abcdef"),
        Shows("drawings that are skipped",
            "a<svg style=content-visibility:hidden><text>b</text></svg>c<svg><g style=content-visibility:hidden><text>d</text></g>"
            + "<svg style=content-visibility:hidden><text>e</text></svg></svg>f "
            + "<svg style='display:table;content-visibility:hidden'></svg>g"
            + "<x-c><template shadowrootmode=open>h<svg><g style=content-visibility:hidden><text>i</text></g></svg>j"
            + "<svg style=content-visibility:hidden><text>k</text></svg></template></x-c>", "acfghj"),
        Shows("a field of choice that is a block",
            "a<select style=display:block></select>b<span style=display:inline-flex>c<select></select></span>d"
            + "<select style=display:block><option>e</select>f<x-c><template shadowrootmode=open>g<select style=display:block></select>h"
            + "</template></x-c>", "abcd e fgh"),
        Shows("list items in a ruby", "<ruby>a<li> b </li>c</ruby><x-c><template shadowrootmode=open><ruby>d<li> e </li>f</ruby>"
            + "</template></x-c>", "abcdef"),
        Shows("capitals behind letters of scripts without spaces",
            "<p style='text-transform:capitalize'>東京άλφα ไทยab かc カd 한e <x-c><template shadowrootmode=open>東京άλφα ไทยab</template></x-c>",
            "東京Άλφα ไทยAb かC カD 한e 東京Άλφα ไทยAb"),
        Shows("an important rule that rolls back its layer",
            "<style>.a { display: none } @layer x { .a { display: revert-layer !important } } "
            + "@layer low, high; @layer low { .b { display: none } .c { display: revert-layer !important } } "
            + "@layer high { .b { display: revert-layer !important } .c { display: none } }</style>"
            + "<i class=a>a</i><b class=b style=display:inline>b</b><i class=c style=display:none>c</i>", "ac"),
        Shows("parts of a drawing's text that stand in none",
            "a<svg><tspan>b</tspan><tspan><text>c</text></tspan><a><tspan>d</tspan><text>e</text></a></svg>f", "a e f"),
        Shows("capitals behind a place where a line may break",
            "<p style='text-transform:capitalize'><wbr>ab c<wbr>d <wbr>e&#8203;f<b>g</b>&#8203;<b>h</b><x-c><template "
                + "shadowrootmode=open><wbr>ij<wbr>k</template></x-c>",
            "Ab Cd EFgHijk"),
        Shows("a place where a line may break that floats",
            "a<wbr style=float:left>b<x-c><template shadowrootmode=open>c<wbr style=float:left>d</template></x-c>", "abcd"),
        Shows("quotations", "a<q style=display:inline-block> b </q>c <q>d</q>e<q style=display:inline-flex> f </q>g <x-c><template "
            + "shadowrootmode=open>"
            + "h<q style=display:inline-block> i </q>j</template></x-c>", "a b c defg h i j"),
        Shows("capitals behind a quotation", "<p style='text-transform:capitalize'>a<q>b</q>c <q>d </q>e<q>f.</q>g", "ABc D EF.G"),
        Shows("capitals behind what is one piece in its line, or floats",
            "<p style='text-transform:capitalize'>z<b style=display:inline-block><i style=display:block>y</i></b>x "
            + "a<svg><text>b</text></svg>c d<b style=display:inline-block>e</b>f g<img>h "
            + "i<button>j</button>k l<b style=float:left>m</b>n o<input type=submit value=p>q r<b style=display:inline-block>.</b>s "
            + "<x-c><template shadowrootmode=open>t<b style=display:inline-block>u</b>v w<b style=float:left>x</b>y</template></x-c>",
            "Z Y x A B c DEf GH Ijk L M n OpQ R.S TUv W X y"),
        Shows("small letters in elements side by side",
            "<p style='text-transform:lowercase'><b>ΑΣ</b><i>Σ</i> <b>Α</b>Σ ΑΣ<x-c>"
            + "<template shadowrootmode=open> <b>Α</b>Σ</template></x-c>",
            "αςσ ασ ας ασ"),
        Shows("white space in what does not break, where else it is kept",
            "<p style='white-space:pre-wrap'>a<span style=display:inline-block><nobr> b </nobr></span>c"
            + "<table style='white-space:pre'><tr><td nowrap><b style=display:inline-block> d </b>e<td>"
            + "<b style=display:inline-block> f </b>g</table>", "abc de f g"),
        new("white space that is kept around a table, on a page without a doctype",
            Html("<div style='white-space:pre'><b style=display:inline-block> a </b>b<table><tr><td>"
                + "<b style=display:inline-block> c </b>d</table>"),
            page => page.ShouldShow("a b cd")),
        Shows("a choice in the line, of which nothing is skipped",
            "a<option hidden=until-found style=display:inline>b</option>c<x-c><template shadowrootmode=open>"
            + "d<option hidden=until-found style=display:inline>e</option>f <option hidden=until-found>g</option> h</template></x-c>",
            "a b cd e fh"),
        Shows("capitals behind pictures that are characters",
            "<p style='text-transform:capitalize'>👩‍💻it's 🙂b𝟙c<x-c><template shadowrootmode=open> 🙂d</template></x-c>",
            "👩‍💻It's 🙂B𝟙c 🙂D"),
        Shows("a choice that is not visible, between words",
            "a<option style=visibility:hidden></option> b<x-c><template shadowrootmode=open> c<option style=visibility:hidden></option> d"
            + "</template></x-c>", "ab cd"),
        Shows("a group of no choices, between words",
            "a<select><optgroup></optgroup></select>b<x-c><template shadowrootmode=open>c<select><optgroup></optgroup></select>d"
            + "</template></x-c>", "a bc d"),
        Shows("a column in a shadow tree", "a<span><template shadowrootmode=open>b<i style=display:table-column>c</i>d</template></span>e",
            "abde"),
        new("a root that is skipped, whatever its box",
            Html("<!doctype html><style>:root { all: unset; content-visibility: hidden }</style>secret"),
            page => page.ShouldShow("secret"), "does not show \"secret\""),
        Shows("a place where a line may break, whatever its style",
            "a <wbr style='display:block;content-visibility:hidden'>b<wbr style='display:block'>c<p style='display:flex'>d<wbr>e",
            "a bc de"),
        Shows("white space around a space without a width",
            "a <!-- -->\n&#8203;b<p>c \n<!-- -->&#8203;d<p>e <b>\n</b>&#8203;f<p>g\n<b> </b>&#8203;h<p>i&#8203; "
                + "<b>\n</b>j<p>k&#8203; <b></b>\n l"
            + "<p>m&#8203;\n<b> </b>n<p>o&#8203;\n<wbr>p<p>q \n<wbr>r", "ab cd e f gh i j kl m n op q r"),
        Shows("a ruby's blocks, in a slot and in nothing",
            "<ruby><x-c><template shadowrootmode=open><slot></slot></template><form> a </form>b</x-c></ruby>"
            + "<ruby>c<span style=display:contents><div> d </div>e</span></ruby>", "abcde"),
        Shows("a ruby", "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>字", "漢kan字"),
        Shows("lines of Chinese", "<p>東京\n都", "東京 都"),
        Shows("soft hyphens and characters without a width", "<p>Donau&shy;dampf&#8203;schiff&#xfeff; &lrm;19.99&rlm;",
            "Donaudampfschiff 19.99"),
        Shows("spaces of several kinds", "<p>1&nbsp;234&#8239;567&#12288;8\n\t 9", "1 234 567 8 9"),
        Shows("white space that counts", "a<span style='display:inline-block; white-space:pre'> b </span>c", "a b c"),
        Shows("a formula", "<math><mi>x</mi><mo>=</mo><mfrac><mn>1</mn><mn>2</mn></mfrac></math>", "x = 1 2"),
        Shows("a drawing's text", "a<svg><title>t</title><text>b</text><defs><text>c</text></defs><text>d<tspan>e</tspan></text>f</svg>g",
            "a b de g"),
        Shows("parts of a drawing with a style",
            "a<svg><text style=display:inline>b</text><foreignObject style=display:inline>c</foreignObject>d</svg>e"
            + "<svg><desc style=display:block>f<text>f</text></desc><text>g<text style=display:flex>h</text></text><circle "
            + "style=display:block><text>i</text></circle>"
            + "<defs style=display:block><text>j</text></defs><a><text style=display:block>k</text></a></svg>", "a b c e g k"),
        Shows("parts of a formula with a style, but no display",
            "<math><mi style=content-visibility:hidden>a</mi><mi style=float:left>b</mi><mrow style=position:absolute><mi>c</mi></mrow>"
            + "<mi style=white-space:pre> d </mi><mi style=text-transform:uppercase>ef</mi></math>g"
            + "<math style=content-visibility:hidden><mi>h</mi></math>i<math><mtable "
            + "style=content-visibility:hidden><mtr><mtd>j</mtd></mtr></mtable><mphantom "
            + "style=visibility:visible><mi>k</mi></mphantom></math>",
            "b c d EF gi j k"),
        Shows("capitals by style",
            "<p style='text-transform:uppercase'>Straße <b>nr</b>. 5</p><p style='text-transform:capitalize'>hello wOrld</p>",
            "STRASSE NR. 5 Hello WOrld"),
        Shows("what fields of choice offer", "a<select><option>b<optgroup label=no><option hidden>c</select>d", "a b c d"),
        Shows("buttons that are fields", "<input type=submit value=Go><input type=button value=B>!", "GoB!"),
        Shows("boxes by style",
            "a<x-b style='display:block'>b</x-b>c<div style='display:inline'>d</div>e<span style='float:left'>f</span>g", "a b cde f g"),
        Shows("a flexible box", "<div style='display:flex'><span>a</span><span>b</span></div>", "a b"),
        Shows("boxes by a style sheet",
            "<style>@media screen { x-b { display: block } div { display: inline } }</style>a<x-b>b</x-b>c<div>d</div>e", "a b cde"),

        // Hidden.
        Shows("hidden by attributes",
            "a<p hidden>b</p><p hidden=until-found>c</p><p popover>d</p><dialog>e</dialog><p inert>f</p><p aria-hidden=true>g</p>",
            "a f g"),
        Shows("hidden by style, and shown again",
            "a<p style='display: none'>b</p><p style='Visibility:HIDDEN'>c<b style='visibility:visible'>d</b></p>"
            + "<p style='content-visibility:hidden'>e</p><p hidden style='display:block'>f</p>", "ad f"),
        Shows("there, though hard to see",
            "a<b style='opacity:0'>b</b><b style='font-size:0'>c</b><span style='position:absolute;clip:rect(0,0,0,0)'>d</span>", "abc d"),
        Shows("hidden by a style sheet",
            "<style>.x, .y > b { display: none } #z { display: block !important } @media print { .p { display: none } }</style>"
            + "a<p class='q x'>b</p><p class=y>c<b>d</b></p><p class=x id=z style='display:none'>e</p><p class=p>f</p>", "a c e f"),
        Shows("hidden by a nested rule",
            "<style>.a { color: red; .b { display: none } &.c { visibility: hidden } }</style><p class=a>x<b class=b>y</b></p><p "
                + "class='a c'>z</p>w", "x w"),
        Shows("a summary that pops over",
            "a<details><summary popover>b</summary>c<summary popover>d</summary></details>e<summary "
                + "popover>f</summary>g<details><summary popover hidden>h</summary></details>",
            "a b eg"),
        Shows("what is found alone, beside the line",
            "a <header hidden=until-found style=position:fixed>b</header>, c <p hidden=until-found style=float:left>d</p>; e <p "
                + "hidden=until-found></p>, f", "a , c ; e, f"),
        Shows("closed and open details", "a<details>b<summary>c</summary>d</details><details open>e<summary>f</summary>g</details>",
            "a c e f g"),
        Shows("what stands in for something",
            "a<object><p>b</p></object><video>c</video><canvas>d</canvas><audio>e</audio><iframe>f</iframe><noscript>g</noscript>"
            + "<template>h</template><datalist><option>i</datalist><object type=image/png>j</object>k", "a b k"),
        Shows("below the fold, drawn when it is scrolled to",
            "<p>a</p><div style='height:9000px'></div><div style='content-visibility:auto'>b<x-c>c</x-c> <input type=submit "
                + "value=Go></div>", "a bc Go"),
        new("a body that is not shown", Html("<body style='display:none'><p>secret"), page => page.ShouldShow("secret"),
            "does not show \"secret\""),
        new("a main part that is not shown", Html("<main hidden>secret</main><p>open"), page => page.ShouldShow("closed"), "open"),
        new("a link hidden by a style sheet", Html("<style>.menu a { display: none }</style><nav class=menu><a href=/x>Account</a></nav>"),
            page => page.Follow("Account"), "the link \"Account\" is hidden"),
        new("of two buttons the one that is shown",
            Html("<style>@media (max-width: 600px) { .wide { display: none } } @media (min-width: 601px) { .narrow { display: none } "
                + "}</style>"
            + "<form action=/narrow class=narrow><button>Send</button></form><form action=/wide class=wide><button>Send</button></form>"),
            async page => await (await page.Press("Send")).ShouldBeAt("/wide?")),
        new("a box that the site draws itself",
            Html("<style>.box { display: none }</style><form action=/sent><input type=checkbox class=box id=b name=b><label for=b>I "
                + "agree</label><button>Go</button></form>"),
            async page => await (await (await page.Fill("I agree", "yes")).Press("Go")).ShouldBeAt("/sent?b=on")),
        new("elements counted by what is shown",
            Html("<style>.gone { display: none }</style><ul><li>a<li class=gone>b<li hidden>c<li>d</ul>"),
            page => page.ShouldHave("li", 2, 2)),

        // Shadow trees.
        Shows("a closed shadow tree", "<div><template shadowrootmode=closed><p>in <slot></slot></p></template>light</div>", "light"),
        Shows("a shadow tree", Card, "Offer only 19.99 no note deep kept Code Redeem"),
        new("what no slot takes", Html(Card), page => page.ShouldShow("light"), "does not show \"light\""),
        new("a form in a shadow tree", Html(Card),
            async page => await (await page.Submit("Redeem", new { Code = "X1" })).ShouldBeAt("/sent?code=X1")),
        new("a password asked for in a shadow tree",
            Html("<div><template shadowrootmode=open><p>Hello<form><input type=password></form></template></div>"),
            page => page.ShouldShow("Bye"), "Hello"),
    ];

    private static Situation Shows(string name, string body, string text) =>
        new(name, Html($"<!doctype html><title>t</title><body><p>[</p>{body}<p>]</p>"),
        page => page.ShouldShow($"[ {text} ]"));
}
