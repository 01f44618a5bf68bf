using static SmokeTests.Tests.Conformance.FormRows;

namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about which form a field or a button belongs to.</summary>
internal static class FormOwnerRows
{
    public static readonly Situation[] All =
    [
        Sends("a form around table rows",
            "<table><form action=/sent><tr><td><label>Name <input name=n></label><td><button>Send</button></tr></form></table>",
            "GET /sent?n=Ada end", page => page.Fill("Name", "Ada")),
        Sends("two forms around table rows",
            "<table><form action=/one><tr><td><input name=a value=1></form><form action=/two><tr><td><input name=b "
                + "value=2><button>Send</button></tr></form></table>",
            "GET /two?b=2 end"),
        Sends("a form in a table's body, posted",
            "<table><tbody><form action=/sent method=post><tr><td><input name=a value=1><tr><td><button name=do "
                + "value=it>Send</button></form></table>",
            "POST /sent a=1&do=it end"),
        Sends("a form that a div closes before its end tag",
            "<div><form action=/sent><input name=a value=1></div><input name=b value=2><button>Send</button></form><input name=c value=3>",
            "GET /sent?a=1&b=2 end"),
        Sends("a form that is never closed",
            "<div><form action=/sent><input name=a value=1></div><p><input name=b value=2><button>Send</button>", "GET /sent?a=1&b=2 end"),
        Sends("a form that is closed inside of a div",
            "<form action=/sent><div><input name=a value=1></form><input name=b value=2><button>Send</button></div><input name=c value=3>",
            "GET /sent?a=1&b=2 end"),
        Sends("a form in a form",
            "<form action=/outer><input name=a value=1><form action=/inner><input name=b value=2></form><input name=c value=3><button "
                + "form=x>Other</button></form><form id=x action=/x></form><p><button form=x>Send</button>",
            "GET /x? end"),
        Sends("what stands after a form in a form",
            "<form action=/outer id=o><input name=a value=1><form action=/inner><input name=b value=2><button>Send</button></form><input "
                + "name=c value=3></form>",
            "GET /outer?a=1&b=2 end"),
        Sends("form= before the form around",
            "<form action=/sent id=f><input name=a value=1></form><form action=/other><input name=b value=2 form=f><button "
                + "form=f>Send</button></form>",
            "GET /sent?a=1&b=2 end"),
        Sends("form= of a form that is not there",
            "<form action=/sent><input name=a value=1 form=nowhere><input name=b value=2 form><input name=c "
                + "value=3><button>Send</button></form>",
            "GET /sent?c=3 end"),
        Sends("form= that names something else",
            "<p id=f>x</p><form action=/sent><input name=a value=1 form=f><input name=c value=3><button>Send</button></form>",
            "GET /sent?c=3 end"),
        Sends("an end tag of a form in a comment and in a script",
            "<table><form action=/sent><!-- </form> --><script>var a = '</form>';</script><tr><td><input name=a "
                + "value=1><button>Send</button></table>",
            "GET /sent?a=1 end"),
        Sends("an end tag of a form in a text area",
            "<div><form action=/sent><textarea name=t></form></textarea></div><input name=a value=1><button>Send</button>",
            "GET /sent?t=%3C%2Fform%3E&a=1 end"),
        Sends("a form in a template",
            "<template><form action=/t><input name=x></form></template><form action=/sent><input name=a "
                + "value=1><button>Send</button></form>",
            "GET /sent?a=1 end"),
        Sends("a field between forms",
            "<form action=/one></form><input name=a value=1><form action=/sent><input name=b value=2><button>Send</button></form>",
            "GET /sent?b=2 end"),
        Sends("fields that a table puts before itself",
            "<form action=/sent><table><input name=a value=1><tr><td><input name=b value=2></td></tr><input type=hidden name=c "
                + "value=3></table><button>Send</button></form>",
            "GET /sent?a=1&b=2&c=3 end"),
        Sends("a disabled fieldset with two legends",
            "<form action=/sent><fieldset disabled><legend><input name=a value=1></legend><legend><input name=b "
                + "value=2></legend><fieldset><input name=c value=3></fieldset></fieldset><button>Send</button></form>",
            "GET /sent?a=1 end"),
        new("the button of a form around table rows, pressed beside what was filled",
            Page("<table><form action=/one><tr><td><label>One <input name=a></label><button>Go</button></form></tr><form "
                + "action=/two><tr><td><label>Two <input name=b></label><button>Go</button></form></table>"),
            async page => await (await (await page.Fill("Two", "x")).Press("Go")).ShouldShow("GET /two?b=x end")),
    ];
}
