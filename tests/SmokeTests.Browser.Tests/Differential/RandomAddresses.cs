using CsCheck;

namespace SmokeTests.Tests.Differential;

/// <summary>Makes random references, as they stand in links: schemes, hosts, paths, queries, written well and badly.</summary>
internal static class RandomAddresses
{
    private static readonly string[] Schemes =
        ["http:", "https:", "HTTP:", "http", "mailto:", "javascript:", "ftp:", "ht\ntp:", "x-a+b.1:", "1a:", ":", " http:", "https:",
            "about:", "data:"];

    private static readonly string[] Slashes = ["/", "//", "\\", "\\\\", "/\\", "\\/", "///", "////", "", "/\t/"];

    private static readonly string[] Hosts =
    [
        "a.example", "A.Example", "127.0.0.1", "127.1", "0x7f.1", "017700000001", "1.2.3.4.5", "256.1.1.1", "4294967296", "[::1]",
        "[1:0:0:2::3]",
        "[::ffff:127.0.0.1]", "[::1", "[x]", "bücher.example", "BÜCHER.example", "日本.example", "xn--bcher-kva.example", "a b",
        "a%41.example",
        "a%2fb", "%zz", "a..b", "a.example.", "a_b", "localhost", "1e3", "0x", "a.0x7f", "a.1", "a<b", "a|b", "ß.example",
        "x\u00ady.example", "ｅｘ.example", "a。b", "é.a\u200bb", "",
    ];

    private static readonly string[] Ports = ["", "", "", ":80", ":443", ":8080", ":", ":0", ":00080", ":65536", ":x", ":-1"];

    private static readonly string[] LogIns =
        ["", "", "", "", "u@", "u:p@", "@", ":@", ":p@", "u@v@", "ü:ß@", "a:b:c@", "a;=|^`{}@", "%zz@"];

    private static readonly string[] Segments =
    [
        "a", "b.html", ".", "..", "%2e", "%2E%2e", ".%2e", "...", "", "%zz", "%41", "%7E", "~", "a b", "a|b", "`", "{}", "^", "\"", "<b>",
        "'", "ö", "日本", "😀",
        "\ud800", "c:", "C|", ";x=1", "@", ":", "a:b", "!$&'()*+,-._~=", "[]", "%", "%2", "%2f", "\u0001", "\u007f", "\u00a0", "a\tb",
        "\u2028", "\\",
    ];

    private static readonly string[] Words =
    [
        "", "q=1", "a=b&c=d", "%zz", "%41", "%7e", "`", "|{}", "^", "'", "\"", "<>", "a b", "+", "ö", "€", "日本語", "слон", "😀", "\ud800",
        "?", "/", "\\", "..", "\u0001",
        "\u007f", "[]", "@:", "a\nb", "&#8364;", "~!$()*,;", "\u00a0", "`{|}~", "%", "%2",
    ];

    private static readonly string[] Around = ["", "", "", "", " ", "\n", "\t", "\u0000", "\u001f", "\u00a0"];

    private static readonly Gen<string> Path = Any(Segments).Array[0, 5].SelectMany(segments =>
        Any("/", "/", "/", "\\").Select(slash => string.Join(slash, segments)));

    private static readonly Gen<string> Host =
        from logIn in Any(LogIns)
        from host in Any(Hosts)
        from port in Any(Ports)
        select logIn + host + port;

    public static readonly Gen<string> Reference =
        from before in Any(Around)
        from scheme in OneIn(3, Any(Schemes))
        from slashes in Any(Slashes)
        from host in OneIn(3, Host)
        from slash in Any("/", "/", "", "\\")
        from path in Path
        from query in OneIn(2, Any(Words).Array[1, 3].Select(words => "?" + string.Concat(words)))
        from fragment in OneIn(4, Any(Words).Select(word => "#" + word))
        from after in Any(Around)
        select before + scheme + slashes + host + slash + path + query + fragment + after;

    private static Gen<string> Any(params string[] all) => Gen.Int[0, all.Length - 1].Select(i => all[i]);

    private static Gen<string> OneIn(int many, Gen<string> text) =>
        from there in Gen.Int[1, many]
        from said in text
        select there == 1 ? said : "";
}
