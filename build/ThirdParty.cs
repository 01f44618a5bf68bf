namespace SmokeTests.Build;

/// <summary>
/// Two real applications for the library's tests: MediaWiki and DokuWiki from Debian's packages, unpacked into
/// artifacts/third-party without being installed, and PHP to run them.
/// </summary>
internal static class ThirdParty
{
    public const string Variable = "SMOKETESTS_THIRD_PARTY";
    private const string Php = "php";

    /// <summary>What the applications use of PHP, by the names of its modules.</summary>
    private static readonly string[] Modules =
    [
        "ctype", "curl", "dom", "fileinfo", "iconv", "intl", "json", "mbstring", "pdo_sqlite", "session", "simplexml", "tokenizer",
        "xml", "xmlreader", "xmlwriter",
    ];

    public static Need Need { get; } = new("PHP", Fault, $"Install it with its modules {string.Join(", ", Modules)}.",
        "php-cli", "php-xml", "php-mbstring", "php-sqlite3", "php-intl", "php-curl");

    public static async Task<string> Prepare()
    {
        var folder = Path.Combine(Repository.Artifacts, "third-party");
        var done = Path.Combine(folder, "ready");
        await Need.Meet();
        if (File.Exists(done))
            return folder;
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        var raw = Path.Combine(folder, "raw");
        await Debian.Unpack(raw, "mediawiki", "mediawiki-classes", "dokuwiki", "php-phpseclib", "php-geshi", "libphp-simplepie",
            "libjs-jquery", "libjs-jquery-ui", "libjs-jquery-cookie");
        Assemble(raw, folder);
        await File.WriteAllTextAsync(done, "");
        return folder;
    }

    /// <summary>It runs, serves pages (its server is in the command line's program alone), and has all modules.</summary>
    private static async Task<string?> Fault()
    {
        const string begin = "missing:";
        var all = string.Join(',', Modules);
        var look = $"echo '{begin}'; foreach (explode(',', '{all}') as $m) if (!extension_loaded($m)) echo ' ', $m; echo ';', PHP_SAPI;";
        var (fault, output) = await Probe.Run(Php, ["-r", look]);
        if (fault is not null)
            return fault;
        // Warnings of modules that do not load may stand before and after it.
        var said = output.IndexOf(begin, StringComparison.Ordinal) is var at and >= 0 ? output[(at + begin.Length)..].Split(';') : [];
        return said switch
        {
            [var missing, ..] when missing.Trim() is { Length: > 0 } modules => $"{Shell.Which(Php)} has no {modules.Replace(" ", ", ")}",
            [_, var kind, ..] when kind.Split((char[]?)null, 2)[0] == "cli" => null,
            _ => $"{Shell.Which(Php)} runs no scripts from the command line",
        };
    }

    /// <summary>The packages spread an application over /usr, /var and /etc by links; here each stands in one folder.</summary>
    private static void Assemble(string raw, string folder)
    {
        var mediawiki = Path.Combine(folder, "mediawiki");
        Directory.Move(Path.Combine(raw, "usr/share/mediawiki"), mediawiki);
        foreach (var link in new[] { "extensions", "config", "images", "LocalSettings.php" })
            Unlink(Path.Combine(mediawiki, link));
        Directory.Move(Path.Combine(mediawiki, "extensions-core"), Path.Combine(mediawiki, "extensions"));

        var dokuwiki = Path.Combine(folder, "dokuwiki");
        Directory.Move(Path.Combine(raw, "usr/share/dokuwiki"), dokuwiki);
        foreach (var link in new[] { "lib/tpl", "lib/plugins", ".htaccess" })
            Unlink(Path.Combine(dokuwiki, link));
        foreach (var part in new[] { "tpl", "plugins" })
            Directory.Move(Path.Combine(raw, "var/lib/dokuwiki/lib", part), Path.Combine(dokuwiki, "lib", part));
        Directory.Move(Path.Combine(raw, "etc/dokuwiki"), Path.Combine(dokuwiki, "conf"));
        Directory.Move(Path.Combine(raw, "var/lib/dokuwiki/data"), Path.Combine(dokuwiki, "data"));
        foreach (var link in new[] { "acl.auth.php", "users.auth.php" })
            Unlink(Path.Combine(dokuwiki, "conf", link));
        File.WriteAllText(Path.Combine(dokuwiki, "inc", "preload.php"), "<?php\n");

        // What it takes from other packages stands among what was unpacked, not in /usr.
        foreach (var file in Directory.GetFiles(dokuwiki, "*.php", SearchOption.AllDirectories)
            .Where(f => File.ReadAllText(f).Contains("/usr/share/", StringComparison.Ordinal)))
            File.WriteAllText(file, File.ReadAllText(file).Replace("'/usr/share/", $"'{raw}/usr/share/", StringComparison.Ordinal));
    }

    private static void Unlink(string link) => File.Delete(link);
}
