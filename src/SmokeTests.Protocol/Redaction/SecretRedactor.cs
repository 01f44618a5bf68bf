using System.Collections.Concurrent;
using SmokeTests.Settings;

namespace SmokeTests.Recording;

/// <summary>
/// Blots secrets out of everything that leaves a run or a worker, however often a page, an address, a header, a script, a mail
/// or a dump has encoded them.
/// </summary>
/// <param name="shared">What is a secret to all runs: those of the settings, whether or not this run asks for them.</param>
internal sealed class SecretRedactor(SecretSet? shared = null)
{
    public const string Mark = "•••";

    /// <summary>One or two characters would blot out half of every text and are no secret.</summary>
    private const int Least = 3;

    private readonly SecretSet shared = shared ?? SecretSet.None;
    private readonly ConcurrentDictionary<string, SecretPattern> known = new(StringComparer.Ordinal);

    /// <summary>Told of each secret that the settings do not have and this process has not met lately, before anybody can use it.</summary>
    public static Action<string>? Met { get; set; }

    /// <summary>Every secret and each line of it, for a page that is asked to blot itself.</summary>
    public IReadOnlyCollection<string> Secrets =>
        [.. shared.Patterns.Concat(known.Values).SelectMany(p => p.Shown).Distinct(StringComparer.Ordinal)];

    /// <summary>How many characters one of them takes at most in a text.</summary>
    public int Longest => shared.Patterns.Concat(known.Values).Select(p => p.Longest).DefaultIfEmpty().Max();

    public void Learn(string? secret)
    {
        if (secret is not { Length: >= Least } || shared.Holds(secret) || known.ContainsKey(secret))
            return;
        var pattern = SecretPattern.Of(secret, out var isNew);
        if (isNew)
            Met?.Invoke(secret);
        known.TryAdd(secret, pattern);
    }

    public bool Knows(string secret) => shared.Holds(secret) || known.ContainsKey(secret);

    /// <summary>A secret that is none any more, such as a token whose time is over.</summary>
    public void Forget(string secret) => known.TryRemove(secret, out _);

    public string Blot(string text)
    {
        text = BasicLogIn.Without(text);
        return Find(text)?.Blot(text) ?? text;
    }

    /// <summary>Texts that were written one after another, such as lines of a log: a secret may go over several.</summary>
    public IReadOnlyList<string> Blot(IReadOnlyList<string> parts)
    {
        var text = string.Join('\n', parts.Select(BasicLogIn.Without));
        var found = Find(text);
        var blotted = new List<string>(parts.Count);
        var from = 0;
        foreach (var part in parts)
        {
            var to = from + BasicLogIn.Without(part).Length;
            blotted.Add(found?.Blot(text, from, to) ?? text[from..to]);
            from = to + 1;
        }
        return blotted;
    }

    /// <summary>Where secrets stand in a text; null where there are none to look for.</summary>
    internal Findings? Find(string text)
    {
        if (text.Length < Least || shared.Patterns.Count == 0 && known.IsEmpty)
            return null;
        var found = new Findings();
        var isCut = Look(text, null, found);
        var joined = TextView.WithoutLineEnds(text);
        if (joined is not null)
            Look(joined.Text, joined, found);
        // Escapes may stand on both sides of a line's end.
        if (TextView.Decoded(joined?.Text ?? text, joined) is { } decoded)
            Look(decoded.Text, decoded, found);
        foreach (var digits in new[] { TextView.Digits(text), TextView.Dump(text), TextView.DumpInJson(text) })
            if (digits is not null)
            {
                shared.FindDigits(digits, found);
                foreach (var (_, pattern) in known)
                    pattern.FindDigits(digits, found);
                if (!isCut)
                    continue;
                shared.FindCutDigits(text, digits, found);
                foreach (var (_, pattern) in known)
                    pattern.FindCutDigits(text, digits, found);
            }
        return found;
    }

    /// <summary>Looks at the text, or a view of it. Whether it is cut short somewhere.</summary>
    private bool Look(string text, TextView? of, Findings found)
    {
        shared.Find(text, of, found);
        foreach (var (_, pattern) in known)
            pattern.Find(text, of, found);
        var ellipses = Ellipsis.In(text);
        if (ellipses.Count == 0)
            return false;
        shared.FindCut(text, ellipses, of, found);
        foreach (var (_, pattern) in known)
            pattern.FindCut(text, ellipses, ellipses, of, found);
        return true;
    }
}
