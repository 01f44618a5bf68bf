using System.Text;

namespace SmokeTests.Recording;

/// <summary>Where secrets stand in a text.</summary>
internal sealed class Findings
{
    private List<(int Start, int End)>? places;
    private List<(int Start, int End)>? cut;

    public void Add(int start, int end, TextView? of) => (places ??= []).Add(of is null ? (start, end) : of.Back(start, end));

    /// <summary>The beginning of a secret that the text does not go on with: an ellipsis follows.</summary>
    /// <param name="start">Where it begins.</param>
    /// <param name="ellipsis">Where the ellipsis stands. What is left of an escape before it goes as well.</param>
    /// <param name="of">The view that both places are of.</param>
    public void AddCut(int start, int ellipsis, TextView? of)
    {
        var place = of is null ? (start, ellipsis) : (of.Back(start, start + 1).Start, of.Back(ellipsis, ellipsis + 1).Start);
        AddCut(place.Item1, place.Item2);
    }

    /// <summary>The same, by places of the text itself.</summary>
    public void AddCut(int start, int ellipsis)
    {
        (places ??= []).Add((start, ellipsis));
        (cut ??= []).Add((start, ellipsis));
    }

    /// <summary>Where the first secret begins that an ellipsis at this place has cut short; null where it has cut none.</summary>
    public int? CutBefore(int ellipsis) =>
        cut?.Where(c => c.End == ellipsis).Select(c => (int?)c.Start).Min();

    /// <summary>The text with a mark in the place of each, one where several overlap.</summary>
    public string Blot(string text) => places is null ? text : Blot(text, 0, text.Length);

    /// <summary>A part of the text, with a mark in the place of each secret that stands in it wholly or with a part.</summary>
    public string Blot(string text, int from, int to)
    {
        if (places is null)
            return text[from..to];
        places.Sort();
        var blotted = new StringBuilder(to - from);
        var (done, at) = (from, 0);
        while (at < places.Count)
        {
            var (start, end) = places[at];
            while (++at < places.Count && places[at].Start < end)
                end = Math.Max(end, places[at].End);
            if (end <= done || start >= to)
                continue;
            blotted.Append(text, done, Math.Max(0, start - done)).Append(SecretRedactor.Mark);
            done = Math.Min(end, to);
        }
        return blotted.Append(text, done, to - done).ToString();
    }
}
