using AngleSharp.Css;
using AngleSharp.Css.Dom;
using AngleSharp.Dom;

namespace SmokeTests.Documents.Styles;

/// <summary>A selector, by AngleSharp's parser.</summary>
/// <param name="path">What of it can be told without AngleSharp, if anything.</param>
internal sealed class Selector(ISelector whole, SelectorPath? path)
{
    public Priority Specificity => whole.Specificity;

    public bool Matches(IElement element) => path is null ? whole.Match(element, null)
        : path.Matches(element) && (path.IsWhole || whole.Match(element, null));
}
