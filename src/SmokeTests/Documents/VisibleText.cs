using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using SmokeTests.Content;
using SmokeTests.Documents.Styles;

namespace SmokeTests.Documents;

/// <summary>
/// The text of a page as people see it: no scripts, no styles, nothing hidden; a line for each block. It is what
/// <c>innerText</c> is in a browser, with shadow trees and the words on buttons besides.
/// </summary>
internal sealed class VisibleText
{
    private readonly PageStyles styles;
    private readonly TextFlow flow = new();
    private bool afterCell;
    private bool afterRow;

    private VisibleText(PageStyles styles) => this.styles = styles;

    public static string Of(INode node)
    {
        var styles = PageStyles.Of(node);
        var text = new VisibleText(styles);
        if (node is IElement element)
        {
            var style = styles.Of(element);
            if (style.Box != Box.None)
                text.Add(element, style, inLine: false);
        }
        else
            text.AddChildren(node, Style.Initial);
        return TidyText.Of(text.flow.ToString());
    }

    /// <summary>Whether people do not see an element: it is hidden, or stands in something that is.</summary>
    public static bool IsUnseen(IElement element) =>
        PageStyles.Of(element).Of(element) is { Box: Box.None or Box.Contents } or { Visible: false };

    private void AddChildren(INode node, in Style style)
    {
        var afterText = false;
        foreach (var child in FlatTree.Children(node))
            if (child is IText words)
            {
                if (!IsTableSpace(words, style, afterText))
                    AddText(words, style, node);
                afterText = true;
            }
            else if (child is IElement element && styles.Of(element, style) is { Box: not Box.None } own)
            {
                EndCell(style, own.Box);
                Add(element, own, style.Box == Box.Inline);
                afterText = false;
            }
    }

    /// <summary>White space between the parts of a table is none of its text.</summary>
    private static bool IsTableSpace(IText words, in Style table, bool afterText) =>
        table.Box is Box.Row or Box.Rows && !afterText && table.Spaces != Spaces.Preserve && IsSpace(words.Data);

    /// <summary>Whether all of it is white space that folds.</summary>
    private static bool IsSpace(string text) => !text.AsSpan().ContainsAnyExcept(" \t\n\r\f");

    /// <summary>What stands in a row beside a cell, and is none, has a cell drawn around it.</summary>
    private void EndCell(in Style row, Box next)
    {
        if (afterCell && row.Box == Box.Row && next is not (Box.Cell or Box.Contents))
            flow.Tab();
    }

    private void AddText(IText words, in Style style, INode around)
    {
        if (!style.HasText)
            return;
        if ((afterCell || afterRow) && !IsSpace(words.Data))
        {
            EndCell(style, Box.Inline);
            (afterCell, afterRow) = (false, false);
        }
        flow.Add(words.Data, style, around as IElement ?? words.ParentElement!);
    }

    private void Add(IElement element, in Style style, bool inLine)
    {
        if (style.Box is not (Box.Cell or Box.Row or Box.Rows or Box.Contents))
            (afterCell, afterRow) = (false, false);
        if (element is IHtmlOptionElement option)
            AddChoice(option, style);
        else
            AddBox(element, style, inLine);
    }

    private void AddBox(IElement element, in Style style, bool inLine)
    {
        switch (style.Box)
        {
            case Box.Contents:
                AddContent(element, style);
                break;
            case Box.Rows when !UserAgent.IsNoTablePart(element):
                AddApart(element, style, inLine, false, flow.Line);
                break;
            case Box.Inline when element.LocalName is not "p" && !UserAgent.IsOnePiece(element):
                AddInline(element, style);
                break;
            case Box.Inline or Box.Atomic when element.LocalName is not "p":
                flow.Open();
                AddContent(element, style);
                flow.Close();
                break;
            case Box.Cell or Box.Row when UserAgent.IsNoTablePart(element):
                flow.Cut();
                AddContent(element, style);
                flow.Cut();
                break;
            case Box.Rows when UserAgent.IsNoTablePart(element):
                AddBlock(element, style);
                break;
            case Box.Cell:
                AddCell(element, style, inLine);
                break;
            case Box.Row:
                AddRow(element, style, inLine);
                break;
            default:
                AddBlock(element, style);
                break;
        }
    }

    /// <summary>A group of choices begins with its name on a line of its own, which is no text of the page.</summary>
    private void AddInline(IElement element, in Style style)
    {
        if (element.LocalName == "optgroup")
            flow.Cut();
        Isolate(element, style);
        AddContent(element, style);
        Isolate(element, style);
    }

    /// <summary>The mark of direction at an edge of an element, where one stands there and matters.</summary>
    private void Isolate(IElement element, in Style style)
    {
        if (flow.EndsWithoutWidth && UserAgent.IsIsolated(element, style))
            flow.Isolate();
    }

    /// <summary>
    /// One that is not visible is no line of its own, though what is visible in it is shown; nor is a field of choice, whose choices are.
    /// </summary>
    private void AddBlock(IElement element, in Style style)
    {
        if (style.Afloat && (!style.Visible || style.Skipped))
        {
            AddAside(element, style);
            return;
        }
        var ownLine = style.Visible && !style.Skipped && element.LocalName != "select";
        flow.Begin(ownLine);
        AddContent(element, style);
        flow.End(ownLine, style.Afloat);
    }

    private void AddAside(IElement element, Style style) => flow.Aside(() => AddContent(element, style));

    private void AddRow(IElement row, in Style style, bool inLine)
    {
        AddApart(row, style, inLine, afterRow, flow.Line);
        (afterRow, afterCell) = (true, false);
    }

    private void AddCell(IElement cell, in Style style, bool inLine)
    {
        AddApart(cell, style, inLine, afterCell, flow.Tab);
        (afterRow, afterCell) = (false, true);
    }

    /// <summary>A part of a table; where it stands in none, a browser draws one around it.</summary>
    private void AddApart(IElement part, in Style style, bool inLine, bool goesOn, Action apart)
    {
        if (goesOn && style.Visible)
            apart();
        else if (goesOn || !inLine)
            flow.Cut();
        afterCell = false;
        flow.Open();
        AddContent(part, style);
        flow.Close();
        flow.Word = ' ';
        if (!inLine)
            flow.Cut();
    }

    private void AddContent(IElement element, in Style style)
    {
        if (style.Skipped)
            return;
        if (element is IHtmlInputElement input)
            AddButton(input, style);
        else if (UserAgent.IsReplaced(element))
            return;
        else if (element is IHtmlSelectElement choice)
            AddChoices(choice, style);
        else if (element.LocalName == "br" && style.Visible)
            flow.Line();
        else if (element.LocalName == "wbr")
            flow.MayBreak();
        else if (element.LocalName == "details" && !element.HasAttribute("open"))
            AddSummary(element, style);
        else if (element.LocalName == "q" && !style.Flexible)
            AddQuotation(element, style);
        else
            AddChildren(element, style);
    }

    private void AddSummary(IElement details, in Style style)
    {
        if (FlatTree.Summary(details) is IElement summary && styles.Of(summary, style) is { Box: not Box.None } own)
            Add(summary, own, style.Box == Box.Inline);
    }

    /// <summary>White space at its edges stands between its text and the marks around it.</summary>
    private void AddQuotation(IElement quotation, in Style style)
    {
        flow.OpenQuotation();
        AddChildren(quotation, style);
        flow.CloseQuotation();
    }

    /// <summary>What a button says that is a field.</summary>
    private void AddButton(IHtmlInputElement input, in Style style)
    {
        var said = input.Type switch
        {
            "submit" => input.GetAttribute("value") ?? "Submit",
            "reset" => input.GetAttribute("value") ?? "Reset",
            "button" => input.GetAttribute("value") ?? "",
            _ => "",
        };
        flow.Add(said, style with { Spaces = Spaces.Collapse, Capitals = Capitals.AsWritten }, input);
        flow.Word = ' ';
    }

    /// <summary>
    /// All that can be chosen, a line each, as a browser counts it as text. A group begins on a line, also one of nothing.
    /// </summary>
    private void AddChoices(IHtmlSelectElement choice, in Style style)
    {
        foreach (var part in choice.Descendants())
            if (part is IHtmlOptionElement option)
                AddChoice(option, style);
            else if (part is IHtmlOptionsGroupElement)
                flow.Line();
    }

    /// <summary>A line of its own, whatever is in it.</summary>
    private void AddChoice(IHtmlOptionElement option, in Style style)
    {
        if (style.Skipped || !style.Visible)
        {
            if (style.Box == Box.Block)
                flow.Cut();
            return;
        }
        flow.Line();
        flow.Add(option.Text, style with { Spaces = Spaces.Collapse, Capitals = Capitals.AsWritten }, option);
        flow.Line();
    }
}
