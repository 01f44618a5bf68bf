using SmokeTests.Content;

namespace SmokeTests.PageModel;

/// <summary>
/// An element that can be filled, pressed or followed, described alike by both drivers, so that what a journey finds does
/// not depend on which of them reads the page.
/// </summary>
/// <param name="Handle">The element itself, which only its driver understands.</param>
/// <param name="Names">What it may be called, best first: label or text; accessible name; placeholder, title or picture; name; id.</param>
/// <param name="Form">The number of the form that it belongs to; -1 for none.</param>
/// <param name="Searches">Whether it stands in a part of the page that is marked as its search.</param>
/// <param name="Target">Where a link leads.</param>
internal sealed record Part(object Handle, string Tag, string Type, IReadOnlyList<string?> Names, int Form, bool Hidden, bool Disabled,
    bool ReadOnly, string? Autocomplete, bool Searches, string? Target, string Html)
{
    /// <summary>
    /// What a field holds now, in the words that a check may use for it, best first: a choice by its text and by its value.
    /// </summary>
    public IReadOnlyList<string> Values => ReadValues?.Invoke() ?? [];

    public Func<IReadOnlyList<string>>? ReadValues { get; init; }

    /// <summary>Whether it stands where nobody can look or scroll to; only a browser knows.</summary>
    public bool Offscreen { get; init; }

    /// <summary>What keeps people from using it although it can be seen (<c>inert</c>), as the end of a sentence; null where nothing
    /// does.</summary>
    public string? Inert { get; init; }

    /// <summary>Whether a person cannot use it: it is hidden or inert.</summary>
    public bool Unusable => Hidden || Inert is not null;

    /// <summary>Whether a person could not get at it as the page is now.</summary>
    public bool OutOfSight => Hidden || Offscreen;

    public string? Name => Names[3];

    public string? Id => Names[4];

    /// <summary>Its names as people read them: white space folded, without what nobody sees.</summary>
    public IEnumerable<string?> Words => Names.Select(n => n is null ? null : TidyText.OneLine(n));

    /// <summary>What a person would call it.</summary>
    public string Called => Words.FirstOrDefault(n => n is { Length: > 0 }) ?? Tag;

    /// <summary>Whether its <c>autocomplete</c> says a word, such as <c>new-password</c>.</summary>
    public bool Hints(string word) => Autocomplete?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Contains(word) == true;

    public bool IsPassword => Type == "password";

    public bool Submits => Tag == "button" && Type is "submit" || Tag == "input" && Type is "submit" or "image";

    public string Short => Html.Length <= 120 ? Html : Html[..120] + "…";
}
