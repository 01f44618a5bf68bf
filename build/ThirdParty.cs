namespace SmokeTests.Build;

/// <summary>
/// Two real applications for the library's tests: MediaWiki and DokuWiki from Debian's packages, unpacked into
/// artifacts/third-party without being installed, and PHP to run them.
/// </summary>
internal static class ThirdParty
{
    public const string Variable = "SMOKETESTS_THIRD_PARTY";
    private static readonly string[] Php = ["php-cli", "php-xml", "php-mbstring", "php-sqlite3", "php-intl", "php-curl"];

    public static async Task<string> Prepare()
    {
        var folder = Path.Combine(Repository.Artifacts, "third-party");
        var done = Path.Combine(folder, "ready");
        if (Shell.Which("php") is null)
            await Debian.Install(Php);
        if (Shell.Which("php") is null)
            throw new InvalidOperationException($"The tests need PHP with its modules {string.Join(", ", Php.Skip(1))}. Install it, and run again.");
        if (File.Exists(done))
            return folder;
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        var raw = Path.Combine(folder, "raw");
        await Debian.Unpack(raw, "mediawiki", "mediawiki-classes", "dokuwiki", "php-phpseclib", "php-geshi", "libphp-simplepie", "libjs-jquery", "libjs-jquery-ui", "libjs-jquery-cookie");
        Assemble(raw, folder);
        await File.WriteAllTextAsync(done, "");
        return folder;
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
        foreach (var file in Directory.GetFiles(dokuwiki, "*.php", SearchOption.AllDirectories).Where(f => File.ReadAllText(f).Contains("/usr/share/", StringComparison.Ordinal)))
            File.WriteAllText(file, File.ReadAllText(file).Replace("'/usr/share/", $"'{raw}/usr/share/", StringComparison.Ordinal));
    }

    private static void Unlink(string link) => File.Delete(link);
}
