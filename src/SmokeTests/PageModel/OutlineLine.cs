using System.Text;

namespace SmokeTests.PageModel;

/// <summary>A line of a page's text, each letter of which knows the element that it stands in.</summary>
internal sealed class OutlineLine
{
    private readonly StringBuilder text = new();
    private readonly List<Outline> within = [];
    private string? whole;

    /// <summary>The text, white space folded.</summary>
    public string Text => whole ??= text.ToString().TrimEnd();

    /// <summary>The innermost block around it.</summary>
    public Outline Block => within[0].Line.First(e => !e.InLine || e.Parent is null);

    public Outline At(int place) => within[place];

    public void Add(string words, Outline element)
    {
        foreach (var letter in words)
        {
            if (char.IsWhiteSpace(letter) && (text.Length == 0 || text[^1] == ' '))
                continue;
            text.Append(char.IsWhiteSpace(letter) ? ' ' : letter);
            within.Add(element);
        }
        whole = null;
    }

    /// <summary>Where a text stands in it, in whatever letters.</summary>
    public IEnumerable<int> Places(string wanted)
    {
        for (var at = Next(0); at >= 0; at = Next(at + 1))
            yield return at;

        int Next(int from) => Text.IndexOf(wanted, from, StringComparison.OrdinalIgnoreCase);
    }
}
