using SmokeTests.Addresses;
using SmokeTests.Content;
using SmokeTests.PageModel;

namespace SmokeTests.Pages;

/// <summary>Whether a page is as it should be: null, or what is wrong.</summary>
internal static class Proofs
{
    public static Complaint? Shows(Snapshot page, string wanted)
    {
        return page.Folded.Contains(Tidy(wanted), StringComparison.Ordinal) ? null
            : new Complaint($"the page does not show \"{wanted}\"", $"\"{wanted}\"",
                Nearest.To(Tidy(wanted), page)) { LookedFor = Tidy(wanted) };
    }

    /// <summary>Whether a page that shows the text does more than repeat what was searched for.</summary>
    public static Complaint? ShowsMoreThanTheSearch(Snapshot page, IEnumerable<Outline> outlines, string wanted)
    {
        var looks = outlines.Select(outline => new Echo(page.Search!, page.Address, outline).Look(Tidy(wanted))).ToArray();
        if (looks.Any(l => l.Found) || looks.Select(l => l.Line).FirstOrDefault(line => line is not null) is not { } echo)
            return null;
        return new Complaint($"the page shows \"{wanted}\" only where it repeats the search", $"\"{wanted}\" among what was found",
            $"{echo}\n(if that is a result: prove it by what is not in the search, such as its author, or by ShouldHave)");
    }

    public static bool MayRepeatTheSearch(Snapshot page, string wanted) =>
        page.Search is { } search && Tidy(search.Words).Contains(Tidy(wanted), StringComparison.OrdinalIgnoreCase);

    public static Complaint? ShowsNot(Snapshot page, string unwanted) =>
        page.Folded.Contains(Tidy(unwanted), StringComparison.Ordinal)
            ? new Complaint($"the page shows \"{unwanted}\"", $"no \"{unwanted}\"", Nearest.To(Tidy(unwanted), page))
            : page.Missing is { } missing
            ? new Complaint($"whether the page shows \"{unwanted}\" is not known: a part of it is missing", $"no \"{unwanted}\"", missing)
            : Something(page, $"a page without \"{unwanted}\"");

    /// <summary>What is not there on a page that shows nothing at all proves nothing.</summary>
    /// <param name="page">The page.</param>
    /// <param name="wanted">What was to be proved.</param>
    public static Complaint? Something(Snapshot page, string wanted) =>
        page.IsBlank ? new Complaint("the page is blank: what it does not show proves nothing", wanted, page.Excerpt()) : null;

    private static string Tidy(string text) => TidyText.OneLine(text);

    public static Complaint? Titled(Snapshot page, string wanted) =>
        Tidy(page.Title).Contains(Tidy(wanted), StringComparison.OrdinalIgnoreCase) ? null
            : new Complaint($"the title is not \"{wanted}\"", $"a title with \"{wanted}\"",
                page.Title.Length == 0 ? "no title" : $"\"{page.Title}\"");

    /// <summary>An address without a <c>#</c> fits whatever part of the page is shown; an empty query is none.</summary>
    public static Complaint? At(Snapshot page, string wanted)
    {
        var part = wanted.IndexOf('#', StringComparison.Ordinal) is >= 0 and var at ? wanted[at..] : "";
        var rest = wanted[..^part.Length].TrimEnd('?');
        var here = page.Address;
        var partFits = part.Length <= 1 || Uri.UnescapeDataString(here.Fragment) == Uri.UnescapeDataString(part);
        if (partFits && (rest.Length == 0 && part.Length > 0 || IsAt(here, rest)))
            return null;
        var shown = here.PathAndQuery + (part.Length > 1 ? here.Fragment : "");
        return new Complaint($"the page is not {wanted}", wanted,
            page.Asked is { } asked && asked != here ? $"{shown}, to which {asked.PathAndQuery} led" : shown);
    }

    private static bool IsAt(Uri here, string wanted)
    {
        var page = here.GetLeftPart(UriPartial.Query);
        var fits = wanted.Contains("://", StringComparison.Ordinal) ? page.TrimEnd('?').TrimEnd('/') == wanted.TrimEnd('/')
            : wanted.Contains('?', StringComparison.Ordinal) ? here.PathAndQuery == wanted
            : Uri.UnescapeDataString(here.AbsolutePath) == Uri.UnescapeDataString(wanted);
        // However it is written: as people do, or as it is sent.
        return fits || wanted.AsSpan().IndexOfAny('?', ':') >= 0 && HttpAddress.Of(here) is { } at
            && HttpAddress.Parse(wanted, at) is { } there
            && at with { Fragment = "" } == there with { Fragment = "" };
    }

    public static Complaint? OfType(Snapshot page, string wanted) =>
        page.Type.Split(';')[0].Trim().Equals(wanted, StringComparison.OrdinalIgnoreCase) ? null
            : new Complaint($"the page is no {wanted}", wanted, page.Type.Length == 0 ? "no content type" : page.Type);

    public static Complaint? HasValue(Part field, string wanted)
    {
        var letters = field.Type is "checkbox" or "radio" ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        var written = Composition.Of(wanted.ReplaceLineEndings("\n"));
        if (field.Values.Any(v => string.Equals(Composition.Of(v), written, letters)))
            return null;
        // What a choice is called is read as all names are; what is typed is what it is.
        if ((field.Tag == "select" || field.Type == "radio") && field.Values is [var called, ..]
            && string.Equals(Tidy(called), Tidy(wanted), letters))
            return null;
        var what = $"the field \"{field.Called}\" has another value";
        var value = field.Values is [var first, ..] ? first : "";
        return field.IsPassword ? new Complaint(what, "a certain password", value.Length > 0 ? "another one" : "none")
            : new Complaint(what, $"\"{wanted}\"", value.Length > 0 ? $"\"{value}\"" : "nothing");
    }

    public static Complaint? Counted(string selector, int found, int least, int? most) =>
        found >= least && found <= (most ?? int.MaxValue) ? null
            : new Complaint($"the page has {found} of {selector}", Number(least, most), $"{found}");

    /// <summary>How many there should be.</summary>
    public static string Number(int least, int? most) =>
        most == least ? $"{least}" : most is null ? $"{least} or more" : $"{least} to {most}";
}
