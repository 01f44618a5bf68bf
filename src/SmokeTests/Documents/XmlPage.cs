using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using AngleSharp.Dom;
using AngleSharp.Html;
using AngleSharp.Html.Dom;

namespace SmokeTests.Documents;

/// <summary>
/// XML as browsers show it: XHTML as a page, SVG as the text that it draws, any other document as its tree. A fault in it is
/// told first, and what stands before the fault is shown. Style sheets (XSLT) are not applied.
/// </summary>
internal static partial class XmlPage
{
    private const string Xhtml = "http://www.w3.org/1999/xhtml", Svg = "http://www.w3.org/2000/svg";
    private const int MostFromEntities = 1_000_000;

    /// <summary>Fills the document with the elements of XHTML, and returns null; or the text of what is no XHTML.</summary>
    public static string? Read(string content, IHtmlDocument document)
    {
        if (string.IsNullOrWhiteSpace(content))
            return "";
        using var text = new StringReader(WithoutHtmlEntities(content));
        using var reader = XmlReader.Create(text,
            new XmlReaderSettings { DtdProcessing = DtdProcessing.Parse, XmlResolver = null,
                MaxCharactersFromEntities = MostFromEntities });
        var tree = new XmlTree();
        try
        {
            while (reader.Read() && reader.NodeType != XmlNodeType.Element)
                tree.Add(reader);
            switch (reader.NamespaceURI)
            {
                case Xhtml:
                    Build(reader, document);
                    return null;
                case Svg:
                    return Drawn(reader);
                default:
                    tree.AddAll(reader);
                    return tree.ToString();
            }
        }
        catch (XmlException e)
        {
            var fault = $"This page contains the following errors:\nerror on line {e.LineNumber} at "
                + $"column {e.LinePosition}: {e.Message}\nBelow is a rendering of the page up to the first error.";
            if (document.DocumentElement is not { NamespaceUri: Xhtml, ChildNodes.Length: > 0 } root
                || reader.ReadState == ReadState.Initial || tree.HasAny)
                return fault + "\n" + tree;
            var told = document.CreateElement("p");
            told.TextContent = fault;
            (document.Body ?? root).Prepend(told);
            return null;
        }
    }

    private static void Build(XmlReader reader, IHtmlDocument document)
    {
        document.DocumentElement.Remove();
        INode parent = document;
        do
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    var element = document.CreateElement(reader.NamespaceURI, reader.Name);
                    var empty = reader.IsEmptyElement;
                    while (reader.MoveToNextAttribute())
                        if (reader.NamespaceURI.Length == 0)
                            element.SetAttribute(reader.LocalName, reader.Value);
                        else
                            element.SetAttribute(reader.NamespaceURI, reader.Name, reader.Value);
                    parent.AppendChild(element);
                    parent = empty ? parent : element;
                    break;
                case XmlNodeType.EndElement:
                    parent = parent.Parent!;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace
                    when parent != document:
                    parent.AppendChild(document.CreateTextNode(reader.Value));
                    break;
            }
        while (reader.Read());
    }

    /// <summary>A line for each <c>text</c> element.</summary>
    private static string Drawn(XmlReader reader)
    {
        var drawn = new StringBuilder();
        var within = 0;
        do
            if (reader is { NodeType: XmlNodeType.Element, IsEmptyElement: false } && (within > 0 || reader.LocalName == "text"))
                within++;
            else if (reader.NodeType == XmlNodeType.EndElement && within > 0)
                drawn.Append(--within == 0 ? "\n" : "");
            else if (within > 0 && reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace)
                drawn.Append(reader.Value);
        while (reader.Read());
        return drawn.ToString();
    }

    /// <summary>A document that names one of XHTML's DTDs has HTML's entities, as every browser knows without reading the DTD.</summary>
    private static string WithoutHtmlEntities(string content) => !content.Contains("//DTD XHTML", StringComparison.Ordinal) ? content
        : Entity().Replace(content, e => e.Groups[1].Value is "amp" or "lt" or "gt" or "quot" or "apos" ? e.Value
            : HtmlEntityProvider.Resolver.GetSymbol(e.Groups[1].Value + ";") ?? e.Value);

    [GeneratedRegex("&([A-Za-z][A-Za-z0-9]*);")]
    private static partial Regex Entity();
}
