using static SmokeTests.Tests.Conformance.FormRows;

namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about lists, radio buttons and check boxes.</summary>
internal static class ChoiceRows
{
    private static Situation Has(string name, string fields, string sent) => 
        Sends(name, $"<form action=/sent>{fields}<button>Send</button></form>", $"GET /sent?{sent} end");

    private static Situation Chooses(string name, string fields, string value, string sent, string called = "L") =>
        Sends(name, $"<form action=/sent>{fields}<button>Send</button></form>", $"GET /sent?{sent} end", page => page.Fill(called, value));

    private static Situation Refuses(string name, string fields, string value, params string[] says) =>
        new(name, OfFields(fields), page => page.Fill("L", value), says);

    public static readonly Situation[] All =
    [
        Chooses("another choice in a list of several", "<label>L <select name=s multiple><option selected>a<option>b</select></label>", "b",
            "s=b"),
        Chooses("another choice in a list", "<label>L <select name=s><option selected>a<option>b</select></label>", "b", "s=b"),
        Chooses("an option by its label", "<label>L <select name=s><option>a<option label='Bee sea' value=2>b</select></label>", "Bee sea",
            "s=2"),
        Chooses("an option by its folded text", "<label>L <select name=s><option>a<option value=2>\n  Bee\n   sea </select></label>",
            "Bee sea", "s=2"),
        Chooses("an option by its value", "<label>L <select name=s><option>a<option value=2>b</select></label>", "2", "s=2"),
        Chooses("an option's text before another's value", "<label>L <select name=s><option value=b>a<option value=c>b</select></label>",
            "b", "s=c"),
        Chooses("an option in a group", "<label>L <select name=s><option>a<optgroup label=g><option>b</optgroup></select></label>", "b",
            "s=b"),
        Refuses("an option in a disabled group",
            "<label>L <select name=s><option>a<optgroup label=g disabled><option>b</optgroup></select></label>", "b", "has no choice \"b\"",
            "\"a\""),
        Refuses("an option that is disabled", "<label>L <select name=s><option>a<option disabled>b</select></label>", "b",
            "has no choice \"b\""),
        Refuses("an option that is hidden", "<label>L <select name=s><option>a<option hidden>b</select></label>", "b",
            "has no choice \"b\"", "\"a\""),
        Refuses("an option without a box",
            "<style>.x { display: none }</style><label>L <select name=s><option>a<option class=x>b</select></label>", "b",
            "has no choice \"b\""),
        Refuses("an option in a hidden group",
            "<label>L <select name=s><option>a<optgroup label=g hidden><option>b</optgroup></select></label>", "b", "has no choice \"b\""),
        Refuses("an option in a group without a box",
            "<label>L <select name=s><option>a<optgroup label=g style=display:none><option>b</optgroup></select></label>", "b",
            "has no choice \"b\""),
        Refuses("a hidden option that asks", "<label>L <select name=s><option hidden selected value=''>Choose<option>b</select></label>",
            "Choose", "has no choice \"Choose\""),
        Refuses("a hidden option of several", "<label>L <select name=s multiple><option>a<option hidden>b</select></label>", "b",
            "has no choice \"b\""),
        Refuses("a radio button that is hidden",
            "<label>L <input type=radio name=L value=1></label><label hidden>Two <input type=radio name=L value=2></label>", "2",
            "has no choice \"2\""),
        Chooses("an option behind a hidden one",
            "<label>L <select name=s><option hidden selected value=''>Choose<option>b</select></label>", "b", "s=b"),
        Refuses("an option that is not there", "<label>L <select name=s><option>a<option>b</select></label>", "c", "has no choice \"c\"",
            "\"a\", \"b\""),
        Has("two selected options in a list of one", "<select name=s><option selected>a<option selected>b<option>c</select>", "s=b"),
        Has("two selected options in a list of several", "<select name=s multiple><option selected>a<option selected>b<option>c</select>",
            "s=a&s=b"),
        Has("a list without a choice", "<select name=s><option>a<option>b</select>", "s=a"),
        Has("a list whose first option is disabled", "<select name=s><option disabled>a<option>b</select>", "s=b"),
        Has("a list whose first group is disabled", "<select name=s><optgroup disabled label=g><option>a</optgroup><option>b</select>",
            "s=b"),
        Has("a list whose options are all disabled", "<input name=x value=1><select name=s><option disabled>a</select>", "x=1"),
        Has("a list of several lines without a choice", "<input name=x value=1><select name=s size=3><option>a<option>b</select>", "x=1"),
        Has("a selected option that is disabled", "<input name=x value=1><select name=s><option>a<option selected disabled>b</select>",
            "x=1"),
        Has("an option with white space", "<select name=s><option> a \n b </select>", "s=a+b"),
        Has("an option with a label alone", "<select name=s><option label=b></select>", "s="),
        Has("an empty list", "<input name=x value=1><select name=s></select>", "x=1"),
        Has("two radio buttons that are checked",
            "<input type=radio name=r value=1 checked><input type=radio name=r value=2 checked><input type=radio name=r value=3>", "r=2"),
        Sends("radio buttons of two forms",
            "<form action=/one><input type=radio name=r value=1 checked></form><form action=/sent><input type=radio name=r value=2 "
                + "checked><button>Send</button></form>",
            "GET /sent?r=2 end"),
        Has("a check box without a value", "<input type=checkbox name=c checked><input type=checkbox name=d>", "c=on"),
        Chooses("another radio button",
            "<label><input type=radio name=r value=1 checked> One</label><label><input type=radio name=r value=2> Two</label>", "true",
            "r=2", "Two"),
        Chooses("a check box by its own value", "<label><input type=checkbox name=c value=green> L</label>", "green", "c=green"),
        Chooses("a check box by no", "<input name=x value=1><label><input type=checkbox name=c checked> L</label>", "no", "x=1"),
        Refuses("a check box by neither yes nor no", "<label><input type=checkbox name=c> L</label>", "perhaps",
            "has no choice \"perhaps\""),
    ];
}
