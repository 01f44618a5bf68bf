using System.Text;

namespace SmokeTests.Tests.Differential;

/// <summary>A piece of a random document: written markup around more of it.</summary>
/// <param name="Open">What stands before the children: a tag with its attributes, or text.</param>
/// <param name="Close">What stands after them; empty for what is never closed.</param>
internal sealed record Markup(string Open, IReadOnlyList<Markup> Inner, string Close)
{
    public static Markup Text(string text) => new(text, [], "");

    public override string ToString()
    {
        var text = new StringBuilder();
        Write(text);
        return text.ToString();
    }

    /// <summary>The same with one piece less, or with one piece in place of itself and what is around it: the larger steps first.</summary>
    public IEnumerable<Markup> Smaller()
    {
        for (var half = Inner.Count / 2; half > 1; half /= 2)
            for (var from = 0; from + half <= Inner.Count; from += half)
                yield return this with { Inner = [.. Inner.Take(from), .. Inner.Skip(from + half)] };
        for (var at = 0; at < Inner.Count; at++)
        {
            yield return this with { Inner = [.. Inner.Take(at), .. Inner.Skip(at + 1)] };
            yield return this with { Inner = [.. Inner.Take(at), .. Inner[at].Inner, .. Inner.Skip(at + 1)] };
            if (Inner[at].Open.StartsWith('<') && Inner[at].Open.IndexOf(' ', StringComparison.Ordinal) is var space and > 0)
                yield return this with { Inner =
                    [.. Inner.Take(at), Inner[at] with { Open = Inner[at].Open[..space] + ">" }, .. Inner.Skip(at + 1)] };
            foreach (var smaller in Inner[at].Smaller())
                yield return this with { Inner = [.. Inner.Take(at), smaller, .. Inner.Skip(at + 1)] };
        }
    }

    private void Write(StringBuilder text)
    {
        text.Append(Open);
        foreach (var inner in Inner)
            inner.Write(text);
        text.Append(Close);
    }
}
