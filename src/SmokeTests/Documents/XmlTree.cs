using System.Text;
using System.Xml;

namespace SmokeTests.Documents;

/// <summary>The lines in which a browser shows an XML document: tags with their attributes, text, comments.</summary>
internal sealed class XmlTree
{
    private readonly StringBuilder lines = new();
    private readonly StringBuilder text = new();
    private bool opened;

    public bool HasAny => lines.Length > 0;

    /// <summary>Adds all that is left to read. What stands before a fault stays.</summary>
    public void AddAll(XmlReader reader)
    {
        do
            Add(reader);
        while (reader.Read());
    }

    public void Add(XmlReader reader)
    {
        switch (reader.NodeType)
        {
            case XmlNodeType.Element:
                Open(reader);
                break;
            case XmlNodeType.EndElement:
                Close(reader.Name);
                break;
            case XmlNodeType.Text or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                text.Append(reader.Value);
                break;
            case XmlNodeType.CDATA:
                Line($"<![CDATA[ {reader.Value} ]]>");
                break;
            case XmlNodeType.Comment:
                Line($"<!-- {reader.Value} -->");
                break;
            case XmlNodeType.ProcessingInstruction:
                Line($"<?{reader.Name} {reader.Value}?>");
                break;
        }
    }

    public override string ToString() => lines.ToString();

    private void Open(XmlReader reader)
    {
        var tag = new StringBuilder("<").Append(reader.Name);
        var empty = reader.IsEmptyElement;
        while (reader.MoveToNextAttribute())
            tag.Append(' ').Append(reader.Name).Append("=\"").Append(reader.Value).Append('"');
        Line(tag.Append(empty ? "/>" : ">").ToString());
        opened = !empty;
    }

    private void Close(string name)
    {
        var held = text.ToString();
        if (opened && held.Length == 0)
            lines.Replace(">\n", "/>\n", lines.Length - 2, 2);
        else if (opened)
        {
            lines.Length--;
            lines.Append(held).Append("</").Append(name).Append(">\n");
            text.Clear();
        }
        else
            Line($"</{name}>");
        opened = false;
    }

    private void Line(string line)
    {
        if (text.ToString().Trim() is { Length: > 0 } before)
            lines.Append(before).Append('\n');
        text.Clear();
        lines.Append(line).Append('\n');
        opened = false;
    }
}
