using SmokeTests.Http;

namespace SmokeTests.Pages;

/// <summary>Whether a page is as it should be: null, or what is wrong.</summary>
internal static class Proofs
{
    public static Complaint? Shows(Snapshot page, string wanted)
    {
        var text = VisibleText.Tidy(wanted).Replace('\n', ' ');
        if (!page.Folded.Contains(text, StringComparison.Ordinal))
            return new Complaint($"the page does not show \"{wanted}\"", $"\"{wanted}\"", Nearest.To(wanted, page));
        return Echo.Only(page, text) is { } echo
            ? new Complaint($"the page shows \"{wanted}\" only where it repeats the search", $"\"{wanted}\" among what was found", echo)
            : null;
    }

    public static Complaint? ShowsNot(Snapshot page, string unwanted) =>
        page.Folded.Contains(VisibleText.Tidy(unwanted).Replace('\n', ' '), StringComparison.Ordinal)
            ? new Complaint($"the page shows \"{unwanted}\"", $"no \"{unwanted}\"", Nearest.To(unwanted, page))
            : page.Missing is { } missing ? new Complaint($"whether the page shows \"{unwanted}\" is not known: a part of it is missing", $"no \"{unwanted}\"", missing) : null;

    public static Complaint? Titled(Snapshot page, string wanted) =>
        page.Title.Contains(wanted, StringComparison.OrdinalIgnoreCase) ? null
            : new Complaint($"the title is not \"{wanted}\"", $"a title with \"{wanted}\"", page.Title.Length == 0 ? "no title" : $"\"{page.Title}\"");

    public static Complaint? At(Snapshot page, string wanted)
    {
        var here = page.Address;
        var fits = wanted.Contains("://", StringComparison.Ordinal) ? here.AbsoluteUri.TrimEnd('/') == wanted.TrimEnd('/')
            : wanted.Contains('?', StringComparison.Ordinal) ? here.PathAndQuery == wanted
            : Uri.UnescapeDataString(here.AbsolutePath) == Uri.UnescapeDataString(wanted);
        return fits ? null : new Complaint($"the page is not {wanted}", wanted, page.Asked is { } asked && asked != here ? $"{here.PathAndQuery}, to which {asked.PathAndQuery} led" : here.PathAndQuery);
    }

    public static Complaint? OfType(Snapshot page, string wanted) =>
        page.Type.Split(';')[0].Trim().Equals(wanted, StringComparison.OrdinalIgnoreCase) ? null
            : new Complaint($"the page is no {wanted}", wanted, page.Type.Length == 0 ? "no content type" : page.Type);

    public static Complaint? Counted(string selector, int found, int least, int? most) =>
        found >= least && found <= (most ?? int.MaxValue) ? null
            : new Complaint($"the page has {found} of {selector}", most == least ? $"{least}" : most is null ? $"{least} or more" : $"{least} to {most}", $"{found}");
}
