using SmokeTests.PageModel;

namespace SmokeTests.Pages;

/// <summary>
/// A page that repeats what was searched for ("No results for dune") has not found it. What is a repetition follows from
/// where the words stand, in whatever language: a result is a link to another page, or it begins an item of a list, a row
/// of a table, an article, a heading below the page's own, or is a block by itself. All else (sentences, the page's heading,
/// what stands in quotes, filters, breadcrumbs, links that search again) is taken for a repetition.
/// </summary>
internal sealed class Echo(Searched search, Uri page, Outline root)
{
    private readonly IReadOnlyList<OutlineLine> lines = root.Lines();
    private readonly Outline main = root.All().FirstOrDefault(e => e.Tag == "main" || e.Role == "main") ?? root;

    /// <summary>Whether the text stands where results do; and the first line that shows it at all.</summary>
    public (bool Found, string? Line) Look(string wanted)
    {
        string? first = null;
        for (var i = 0; i < lines.Count; i++)
            foreach (var at in lines[i].Places(wanted))
            {
                first ??= lines[i].Text;
                if (IsResult(lines[i], i == 0 ? null : lines[i - 1], at, wanted))
                    return (true, first);
            }
        return (false, first);
    }

    private bool IsResult(OutlineLine line, OutlineLine? before, int at, string wanted)
    {
        var element = line.At(at);
        var heading = element.Line.FirstOrDefault(e => Places.Level(e) > 0);
        var item = element.Line.Any(Places.IsBeside) ? null : element.Line.FirstOrDefault(Places.IsItem);
        var begins = !line.Text[..at].Any(char.IsLetter);
        var quoted = Places.IsQuoted(line.Text, at, wanted.Length);
        if (element.Line.FirstOrDefault(e => e.Tag is "a" or "area" && e["href"] is not null) is { } link)
        {
            var listed = item is not null || heading is not null && (begins ? Places.Level(heading) > 1 : !IsTitle(heading));
            return LeadsAway(link, listed) && (begins || IsTitleOf(link, line, at, listed, quoted));
        }
        if (quoted)
            return false;
        if (heading is not null && IsTitle(heading))
            return begins && search.LedElsewhere(page);
        if (item is not null && (begins ? !IsFilter(item, wanted) : IsOneOfMany(item)))
            return true;
        if (heading is not null)
            return begins && (Places.Level(heading) > 2 || main.All().Count(e => e.Tag == heading.Tag) > 1);
        return IsAlone(line, before, at, wanted, element);
    }

    /// <summary>Whether a link leads to a result: it neither searches again, nor takes the words with it to some other purpose.</summary>
    private bool LeadsAway(Outline link, bool listed)
    {
        var address = link["href"]!;
        if (search.StaysAt(page, address))
            return false;
        var elsewhere = Uri.TryCreate(page, address, out var target) && target.Authority != page.Authority;
        return !search.Carries(page, address) || listed && !elsewhere;
    }

    /// <summary>Whether a link is a title with the words in its middle, rather than a part of a sentence.</summary>
    private bool IsTitleOf(Outline link, OutlineLine line, int at, bool listed, bool quoted)
    {
        var start = at;
        while (start > 0 && line.At(start - 1).Line.Contains(link))
            start--;
        var begins = !line.Text[..start].Any(char.IsLetter);
        return listed ? begins || !quoted : begins && IsOneOfMany(line.Block);
    }

    /// <summary>A block of its own: nothing but the text, and no label in front of it.</summary>
    private bool IsAlone(OutlineLine line, OutlineLine? before, int at, string wanted, Outline element)
    {
        var block = line.Block;
        var only = line.Text.Remove(at, wanted.Length).All(c => char.IsPunctuation(c) || char.IsWhiteSpace(c));
        if (!only || block.Parent is null || element.Line.Any(Places.IsSaying) || Places.IsOfKey(block) || IsFilter(block, wanted))
            return false;
        var beside = before is not null && before.Block.Parent == block.Parent && Places.Level(before.Block) == 0;
        var label = beside && before!.Text.Any(char.IsLetter) && !before.Text.Contains(wanted, StringComparison.OrdinalIgnoreCase);
        return !label && before?.Text.EndsWith(':') != true;
    }

    /// <summary>The page's own heading: of the first level, or the first of all in the main part.</summary>
    private bool IsTitle(Outline heading) => Places.Level(heading) == 1
        || main.All().FirstOrDefault(e => Places.Level(e) > 0) == heading && !heading.Line.Any(Places.IsItem);

    /// <summary>What filters by the words: they can be taken away, and nothing else is there.</summary>
    private bool IsFilter(Outline item, string wanted)
    {
        bool Acts(Outline e) => e.Tag == "button" || e.Role == "button"
            || e.Tag == "a" && e["href"] is { } href && search.StaysAt(page, href);
        if (item.All().Any(e => e.Tag == "img" || e.Tag == "a" && e["href"] is not null && !Acts(e)))
            return false;
        var rest = item.Text(Acts);
        var at = rest.IndexOf(wanted, StringComparison.OrdinalIgnoreCase);
        rest = at < 0 ? rest : rest.Remove(at, wanted.Length);
        return !rest.Any(char.IsLetterOrDigit) && (rest.Any(Places.IsCross) || item.All().Any(Acts));
    }

    /// <summary>One of several things that each lead somewhere: a message is none of them.</summary>
    private bool IsOneOfMany(Outline item) => item.Parent is { } list && Leads(item)
        && list.Children.Any(other => other != item && other.Tag == item.Tag && Leads(other));

    /// <summary>Whether an item has a link for a title, or a picture that is one: none in the middle of a sentence.</summary>
    private bool Leads(Outline item) => item.All().Where(e => e.Tag == "a" && e["href"] is not null && LeadsAway(e, listed: false))
        .Any(link => link.Text() is not { Length: > 0 } text || item.Lines().Any(l => l.Text.StartsWith(text, StringComparison.Ordinal)));
}
