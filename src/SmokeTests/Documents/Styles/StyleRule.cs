using AngleSharp.Css;
using AngleSharp.Dom;

namespace SmokeTests.Documents.Styles;

/// <summary>A selector and what it declares.</summary>
/// <param name="Key">A class, an id (<c>#id</c>), a name of an element that what it selects must have; empty where that is not
/// known.</param>
/// <param name="Layer">The path of its cascade layer; empty for none.</param>
/// <param name="Subject">Whose element it selects: one of the tree that the sheet stands in, that tree's host, or what a slot
/// takes.</param>
internal sealed record StyleRule(
    string Key, Func<IElement, bool> Matches, Priority Specificity, string Layer, IReadOnlyList<Declaration> Declares, Subject Subject);
