using static SmokeTests.Tests.Conformance.Situation;

namespace SmokeTests.Tests.Conformance;

/// <summary>Rows about what forms take, refuse and send.</summary>
internal static class FormRows
{
    public static readonly Situation[] All =
    [
        new("a label for a field that stands elsewhere", Html("<form action=/sent><label for=b>Name</label><input name=a id=a><input name=b id=b><button>Send</button></form>"),
            async page => await (await page.Submit("Send", new { Name = "Ada" })).ShouldBeAt("/sent?a=&b=Ada")),
        new("a field that is not there", Html("<form><label>Name <input name=a></label></form>"), page => page.Fill("Surname", "x"), "no field \"Surname\"", "\"Name\""),
    ];
}
