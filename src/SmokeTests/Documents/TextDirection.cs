using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace SmokeTests.Documents;

/// <summary>Which way a field's text runs, as <c>dirname</c> sends it.</summary>
internal static class TextDirection
{
    private const string Left = "ltr", Right = "rtl";

    public static string Of(IElement field) => Said(field) switch
    {
        Left => Left,
        Right => Right,
        "auto" => First(Controls.ValueOf(field)) ?? Left,
        _ => field is IHtmlInputElement input && Controls.TypeOf(input) == "tel" ? Left : Around(field),
    };

    /// <summary>Which way an element runs, as <c>:dir</c> asks.</summary>
    public static string OfElement(IElement element) => element is IHtmlInputElement or IHtmlTextAreaElement ? Of(element) : Along(element);

    private static string Around(IElement field) => Along(field.ParentElement);

    private static string Along(IElement? element)
    {
        for (var outer = element; outer is not null; outer = Styles.FlatTree.Parent(outer))
            switch (Said(outer) ?? (outer.LocalName == "bdi" ? "auto" : null))
            {
                case Left:
                    return Left;
                case Right:
                    return Right;
                case "auto":
                    return First(Words(outer)) ?? Left;
            }
        return Left;
    }

    /// <summary>The text that decides: not that of parts which say their own direction, or show none.</summary>
    private static string Words(IElement element) => string.Concat(element.ChildNodes.Select(child => child switch
    {
        IText text => text.Data,
        IElement inner when Said(inner) is null && inner.LocalName is not ("bdi" or "script" or "style" or "textarea") => Words(inner),
        _ => "",
    }));

    private static string? Said(IElement element) =>
        element.GetAttribute("dir")?.ToLowerInvariant() is (Left or Right or "auto") and var said ? said : null;

    /// <summary>The direction of the first letter that has one.</summary>
    private static string? First(string text)
    {
        foreach (var rune in text.EnumerateRunes())
            if (IsRightToLeft(rune.Value))
                return Right;
            else if (System.Text.Rune.IsLetter(rune))
                return Left;
        return null;
    }

    private static bool IsRightToLeft(int code) => code is >= 0x5BE and <= 0x8FF or >= 0xFB1D and <= 0xFDFF
        or >= 0xFE70 and <= 0xFEFC or >= 0x10800 and <= 0x10FFF or >= 0x1E800 and <= 0x1EFFF;
}
