using System.Text;

namespace SmokeTests.Recording;

/// <summary>Where secrets stand in a text.</summary>
internal sealed class Findings
{
    private List<(int Start, int End)>? places;

    public void Add(int start, int end, TextView? of) => (places ??= []).Add(of is null ? (start, end) : of.Back(start, end));

    /// <summary>The text with a mark in the place of each, one where several overlap.</summary>
    public string Blot(string text)
    {
        if (places is null)
            return text;
        places.Sort();
        var blotted = new StringBuilder(text.Length);
        var (done, at) = (0, 0);
        while (at < places.Count)
        {
            var (start, end) = places[at];
            while (++at < places.Count && places[at].Start < end)
                end = Math.Max(end, places[at].End);
            blotted.Append(text, done, start - done).Append(Blotter.Mark);
            done = end;
        }
        return blotted.Append(text, done, text.Length - done).ToString();
    }
}
