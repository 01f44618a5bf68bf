using System.Text;

namespace SmokeTests.Monitoring.Checks;

/// <summary>
/// A text that a selector looks for. Without a star it is looked for as it stands; a star is any number of characters, and then
/// the whole must fit. Upper and lower case are the same.
/// </summary>
/// <param name="Pieces">What stands between the stars: one piece where there is none.</param>
internal sealed record TextPattern(IReadOnlyList<string> Pieces)
{
    private const char Star = '*';
    private const char Escape = '\\';

    private readonly string[] plain = Pieces is [var one] ? [PlainName.Of(one).Trim()] : [.. Pieces.Select(PlainName.Of)];

    /// <summary>A text in which a star is a star.</summary>
    public static TextPattern Exactly(string text) => new([text]);

    /// <summary>
    /// Reads a text in which <c>\*</c> is a star, and in which <c>\"</c>, <c>\'</c> and <c>\\</c> mean what follows where it was
    /// quoted.
    /// </summary>
    public static TextPattern Read(ReadOnlySpan<char> text, bool quoted)
    {
        var (pieces, piece) = (new List<string>(), new StringBuilder());
        for (var at = 0; at < text.Length; at++)
            if (text[at] == Escape && at + 1 < text.Length && (text[at + 1] == Star || (quoted && text[at + 1] is '"' or '\'' or Escape)))
                piece.Append(text[++at]);
            else if (text[at] == Star)
            {
                pieces.Add(piece.ToString());
                piece.Clear();
            }
            else
                piece.Append(text[at]);
        return new TextPattern([.. pieces, piece.ToString()]);
    }

    /// <summary>Whether there is nothing to look for.</summary>
    public bool IsEmpty => plain is [""];

    /// <summary>Whether it is all of a text.</summary>
    public bool IsWhole(string? text) => text is not null
        && (Pieces.Count > 1 ? Fits(text, Pieces) : string.Equals(text, Pieces[0], StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether it is a part of a name; where it has a star, the whole of it.</summary>
    public bool IsIn(string? name) => name is not null && (IsIn(name, Pieces) || (!IsEmpty && IsIn(PlainName.Of(name), plain)));

    private static bool IsIn(string name, IReadOnlyList<string> pieces) =>
        pieces.Count > 1 ? Fits(name, pieces) : name.Contains(pieces[0], StringComparison.OrdinalIgnoreCase);

    private static bool Fits(string text, IReadOnlyList<string> pieces)
    {
        var (first, last) = (pieces[0], pieces[^1]);
        if (text.Length < first.Length + last.Length || !text.StartsWith(first, StringComparison.OrdinalIgnoreCase)
            || !text.EndsWith(last, StringComparison.OrdinalIgnoreCase))
            return false;
        var rest = text.AsSpan(first.Length, text.Length - first.Length - last.Length);
        foreach (var piece in pieces.Skip(1).SkipLast(1))
        {
            var at = rest.IndexOf(piece, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
                return false;
            rest = rest[(at + piece.Length)..];
        }
        return true;
    }

    public bool Equals(TextPattern? other) => other is not null && Pieces.SequenceEqual(other.Pieces);

    public override int GetHashCode() => string.Join(Star, Pieces).GetHashCode(StringComparison.Ordinal);

    /// <summary>In quotes where it would be read otherwise without them.</summary>
    public override string ToString() => Pieces is [var text] && SelectorParser.IsBare(text) ? text
        : $"\"{string.Join(Star, Pieces.Select(p => p.Replace(@"\", @"\\").Replace("\"", "\\\"").Replace("*", @"\*")))}\"";
}
