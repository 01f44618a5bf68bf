using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace SmokeTests.Http;

/// <summary>Recognises the forms that every site has, on common markup.</summary>
internal static class CommonForms
{
    private static readonly string[] SearchFields =
        ["input[type=search]", "[role=search] input:not([type=hidden])", "input[name=q]", "input[name=s]", "input[name=query]", "input[name=search]", "input[name=term]"];

    private static readonly string[] UserFields =
        ["input[autocomplete=username]", "input[type=email]", "input[autocomplete=email]", "input[name*=user i]", "input[name*=login i]", "input[name*=email i]", "input[id*=user i]", "input[id*=login i]", "input[type=text]", "input:not([type])"];

    private static readonly string[] WaysOut = ["Log out", "Logout", "Sign out", "Signout", "Log off", "Sign off"];

    public static IHtmlInputElement? SearchField(IParentNode page) => First(page, SearchFields);

    public static IHtmlInputElement? PasswordField(IParentNode page) => First(page, ["input[type=password]"]);

    public static IHtmlInputElement? UserField(IHtmlFormElement form) => First(form, UserFields);

    public static IElement? WayOut(IParentNode page, string kind) =>
        WaysOut.SelectMany(way => Finding.Best(page, kind, way)).FirstOrDefault();

    public static IElement? Submitter(IHtmlFormElement form) => form.QuerySelector("button:not([type]), button[type=submit], input[type=submit], input[type=image]");

    private static IHtmlInputElement? First(IParentNode page, string[] selectors) =>
        selectors.Select(s => page.QuerySelector(s)).OfType<IHtmlInputElement>().FirstOrDefault();
}
