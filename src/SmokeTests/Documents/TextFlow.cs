using System.Text;
using AngleSharp.Dom;
using SmokeTests.Documents.Styles;

namespace SmokeTests.Documents;

/// <summary>
/// Writes text as a browser lays it out: white space collapses along a line, over the borders of elements that stand in it.
/// </summary>
internal sealed class TextFlow
{
    private const char NoWidth = '\u200B', Mark = '\u2069';

    private readonly StringBuilder text = new();

    /// <summary>White space at the start of a line vanishes.</summary>
    private bool fresh = true;

    private bool gap;

    /// <summary>Whether a line ends in the white space, in the text that it began in.</summary>
    private bool lineEndsFirst;

    /// <summary>Whether one ends in what has come of it in the text that is being added.</summary>
    private bool lineEndsHere;
    private bool gapBeganHere;
    private bool broken;
    private char last = ' ';
    private char before = ' ';

    /// <summary>The last character of the block that has just ended.</summary>
    private char ended = ' ';

    /// <summary>What stands before the next letter, as far as words are concerned.</summary>
    public char Word { get; set; } = ' ';

    /// <summary>Whether a space without a width was the last: whether a line may break there, what follows decides.</summary>
    public bool EndsWithoutWidth => last == NoWidth;

    public override string ToString() => text.ToString();

    /// <summary>Text in a line. What is not visible takes part in the folding of white space and is not written.</summary>
    public void Add(string data, in Style style, IElement around)
    {
        (gapBeganHere, lineEndsHere) = (false, false);
        var shown = style.Capitals == Capitals.AsWritten ? data : Casing.Apply(data, style.Capitals, Word, around);
        foreach (var c in shown)
            if (!IsSpace(c))
                Write(c, style.Visible);
            else if (style.Spaces == Spaces.Preserve)
                Write(c, style.Visible);
            else if (c == '\n' && style.Spaces == Spaces.PreserveBreaks)
                Line();
            else
                Gap(c == '\n', style.Visible);
        if (gapBeganHere && lineEndsFirst && before == NoWidth && last == ' ' && !fresh)
            (gap, last) = (false, NoWidth);
    }

    /// <summary>The line may break here (<c>wbr</c>), within a word as well.</summary>
    public void MayBreak() => Stand(NoWidth, Word);

    /// <summary>A mark of direction that a browser writes itself: the line may break before it, and what it stands between does not
    /// touch.</summary>
    public void Isolate() => last = Mark;

    /// <summary>A quotation mark that a browser writes itself: it stands in the line and is no text of the page.</summary>
    public void OpenQuotation() => Stand('“', '“');

    /// <summary>The mark at its end: whether a word begins behind it, the text before it says.</summary>
    public void CloseQuotation()
    {
        var mark = last is ' ' or NoWidth ? '”' : last;
        Stand(mark, mark);
    }

    /// <summary>What follows stands on another line.</summary>
    public void Line()
    {
        Cut();
        broken = true;
    }

    /// <summary>A new cell of a row.</summary>
    public void Tab()
    {
        Cut();
        text.Append('\t');
    }

    /// <summary>Something begins that is one piece in its line: white space at its edges is not that of the line.</summary>
    public void Open()
    {
        Space();
        Cut();
    }

    /// <summary>It ends. A word that ends in it goes on behind it.</summary>
    public void Close() => (fresh, gap, last, Word) = (false, false, '\uFFFC', fresh ? ended : Word);

    /// <summary>A block begins.</summary>
    public void Begin(bool ownLine)
    {
        Cut();
        broken |= ownLine;
    }

    /// <summary>A block ends. A word goes on behind one that floats.</summary>
    public void End(bool ownLine, bool afloat)
    {
        var within = fresh ? ended : Word;
        Begin(ownLine);
        ended = within;
        if (afloat)
            Word = within;
    }

    /// <summary>What follows begins a line that is no line of its own in the text: a table that its cells stand for.</summary>
    public void Cut() => (fresh, gap, last, Word, ended) = (true, false, ' ', ' ', ' ');

    /// <summary>Something is laid out apart: the line goes on behind it as if it were not there.</summary>
    public void Aside(Action write)
    {
        var here = (fresh, gap, lineEndsFirst, last, before, Word);
        Cut();
        write();
        (fresh, gap, lineEndsFirst, last, before, Word) = here;
    }

    private void Stand(char unwritten, char before)
    {
        Space();
        (fresh, last, Word) = (false, unwritten, before);
    }

    private void Gap(bool ends, bool visible)
    {
        Word = ' ';
        if (last != ' ' && !fresh)
            (gap, before, last, lineEndsFirst, gapBeganHere) = (visible, last, ' ', false, true);
        lineEndsHere |= ends;
        lineEndsFirst |= ends && gapBeganHere;
    }

    private void Write(char c, bool visible)
    {
        // A line that ends beside a place where lines may break anyway leaves no space.
        gap &= !((lineEndsFirst || lineEndsHere) && (c == NoWidth || before == NoWidth));
        Space();
        if (visible)
        {
            if (broken && text.Length > 0)
                text.Append('\n');
            broken = false;
            text.Append(c);
        }
        (fresh, last, Word, lineEndsHere) = (false, c, c, false);
    }

    private void Space()
    {
        if (gap)
            text.Append(' ');
        gap = false;
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r';
}
