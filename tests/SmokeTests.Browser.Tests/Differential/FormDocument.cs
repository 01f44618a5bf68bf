using System.Text;
using SmokeTests.Content.Encodings;

namespace SmokeTests.Tests.Differential;

/// <summary>A random page with forms, and what a visitor does there.</summary>
/// <param name="Charset">In which it is written and declared.</param>
/// <param name="Pieces">Its markup: tags, in any order, and whole fields.</param>
/// <param name="Acts">What is entered where.</param>
/// <param name="Last">What is pressed in the end.</param>
internal sealed record FormDocument(string Charset, IReadOnlyList<string> Pieces, IReadOnlyList<FormAct> Acts, FormAct Last)
{
    /// <summary>Stands for the document's number in addresses.</summary>
    public const string Number = "@@";

    static FormDocument() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public string Html => "<!doctype html><title>x</title><body>" + string.Concat(Pieces);

    public byte[] Bytes(int number) => Encoding.GetEncoding(Charset, new CharacterReferenceFallback(), DecoderFallback.ReplacementFallback)
        .GetBytes(Html.Replace(Number, number.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));

    /// <summary>The same with one thing less, each in turn.</summary>
    public IEnumerable<FormDocument> Smaller()
    {
        for (var i = 0; i < Pieces.Count; i++)
            yield return this with { Pieces = [.. Pieces.Where((_, at) => at != i)] };
        for (var i = 0; i < Acts.Count; i++)
            yield return this with { Acts = [.. Acts.Where((_, at) => at != i)] };
        if (Charset != "utf-8")
            yield return this with { Charset = "utf-8" };
    }

    public override string ToString() => $"charset {Charset}\n{Html}\n{string.Join('\n', Acts.Append(Last))}";
}

/// <summary>Something that is done to the element of that id.</summary>
internal sealed record FormAct(string Id, ActKind Kind, string Value = "")
{
    public override string ToString() => $"{Kind} #{Id} {System.Text.Json.JsonSerializer.Serialize(Value)}";
}

internal enum ActKind
{
    Fill,
    Attach,
    Press,
    Enter,
}
