using System.Collections.Concurrent;
using System.Globalization;

namespace SmokeTests.Fields.Patterns;

/// <summary>What <c>\p{…}</c> stands for: general categories, and the few other properties that .NET knows.</summary>
internal static class CharacterProperties
{
    private static readonly string[] Names =
    [
        "Lu Uppercase_Letter", "Ll Lowercase_Letter", "Lt Titlecase_Letter", "Lm Modifier_Letter", "Lo Other_Letter",
        "Mn Nonspacing_Mark", "Mc Spacing_Mark", "Me Enclosing_Mark", "Nd Decimal_Number digit", "Nl Letter_Number", "No Other_Number",
        "Zs Space_Separator", "Zl Line_Separator", "Zp Paragraph_Separator", "Cc Control cntrl", "Cf Format", "Cs Surrogate",
        "Co Private_Use",
        "Pc Connector_Punctuation", "Pd Dash_Punctuation", "Ps Open_Punctuation", "Pe Close_Punctuation", "Pi Initial_Punctuation",
        "Pf Final_Punctuation", "Po Other_Punctuation", "Sm Math_Symbol", "Sc Currency_Symbol", "Sk Modifier_Symbol", "So Other_Symbol",
        "Cn Unassigned",
    ];

    private static readonly Dictionary<string, string> Groups = new()
    {
        ["L"] = "L", ["Letter"] = "L", ["M"] = "M", ["Mark"] = "M", ["Combining_Mark"] = "M", ["N"] = "N", ["Number"] = "N",
        ["P"] = "P", ["Punctuation"] = "P", ["punct"] = "P", ["S"] = "S", ["Symbol"] = "S",
        ["Z"] = "Z", ["Separator"] = "Z", ["C"] = "C", ["Other"] = "C",
    };

    private static readonly Dictionary<string, CodePoints> Others = new()
    {
        ["Any"] = CodePoints.All,
        ["ASCII"] = CodePoints.Of(0, 0x7F),
        ["ASCII_Hex_Digit"] = Hexadecimal(),
        ["AHex"] = Hexadecimal(),
        ["White_Space"] = CodePoints.Spaces.Without(CodePoints.Of(0xFEFF)).Or(CodePoints.Of(0x85)),
        ["space"] = CodePoints.Spaces.Without(CodePoints.Of(0xFEFF)).Or(CodePoints.Of(0x85)),
    };

    private static readonly ConcurrentDictionary<string, CodePoints?> Known = new();

    /// <summary>Null where .NET does not know the property (scripts, emoji).</summary>
    public static CodePoints? Of(string property) => Known.GetOrAdd(property, Find);

    private static CodePoints? Find(string property)
    {
        var name = property.Split('=') is [("gc" or "General_Category"), var value] ? value : property;
        if (Others.TryGetValue(name, out var other))
            return other;
        var categories = Groups.TryGetValue(name, out var group)
            ? Enumerable.Range(0, Names.Length).Where(i => Names[i][0] == group[0])
            : name is "LC" or "Cased_Letter" ? [0, 1, 2] : Enumerable.Range(0, Names.Length).Where(i => Names[i].Split(' ').Contains(name));
        var found = categories.Select(Category).ToHashSet();
        return found.Count == 0 ? null : CodePoints.Of(found);
    }

    /// <summary>The names stand in the order of .NET's categories.</summary>
    private static UnicodeCategory Category(int index) => (UnicodeCategory)index;

    private static CodePoints Hexadecimal() => CodePoints.Digits.Or(CodePoints.Of('a', 'f')).Or(CodePoints.Of('A', 'F'));
}
