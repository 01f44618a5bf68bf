namespace SmokeTests.Tests.ThirdParty;

/// <summary>
/// A journey through DokuWiki as it comes from Debian: log in, edit, search, upload, log out; and ten ways of breaking it.
/// </summary>
public sealed class DokuWikiTests : IAsyncLifetime
{
    private const string Password = "Sm0ke-tests-1";
    private const string Settings = "conf/local.php";

    private readonly PhpSite site = new("dokuwiki");
    private readonly byte[] picture =
        Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    public async ValueTask InitializeAsync()
    {
        Copy(Path.Combine(site.Tree, "conf"), Path.Combine(site.Folder, "conf"));
        Copy(Path.Combine(site.Tree, "data"), Path.Combine(site.Folder, "data"));
        site.Write("prepend.php",
            $"<?php if (!defined('DOKU_CONF')) {{ define('DOKU_CONF', '{site.Folder}/conf/'); define('DOKU_E_LEVEL', E_ALL & "
                + "~E_WARNING & ~E_DEPRECATED & ~E_NOTICE & ~E_USER_DEPRECATED); }\n");
        site.Write("router.php",
            "<?php if (strncmp($_SERVER['REQUEST_URI'], '/doku.php', 9) === 0 || $_SERVER['REQUEST_URI'] === '/') { "
                + "$_SERVER['SCRIPT_NAME'] = '/doku.php'; } return false;\n");
        site.Write(Settings, $$"""
            <?php
            $conf['title'] = 'Doku'; $conf['license'] = '0'; $conf['useacl'] = 1; $conf['superuser'] = '@admin';
            $conf['savedir'] = '{{site.Folder}}/data';
            $conf['passcrypt'] = 'bcrypt'; $conf['autopasswd'] = 0; $conf['disableactions'] = 'register'; $conf['updatecheck'] = 0;

            """);
        site.Write("conf/acl.auth.php", "*\t@ALL\t1\n*\t@user\t8\n");
        await SetPassword(Password);
        await site.Serve();
    }

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Theory]
    [InlineData(Driver.Http)]
    [InlineData(Driver.Browser)]
    public async Task A_journey_passes(Driver driver) => await Journey(driver);

    [Theory]
    //          what is broken                       the step that fails
    [InlineData("the server is down",                "open /doku.php?id=start")]
    [InlineData("the settings do not parse",         "open /doku.php?id=start")]
    [InlineData("the pages cannot be read",          "should show \"This topic does not exist yet\"")]
    [InlineData("the password was changed",          "log in")]
    [InlineData("logging in is switched off",        "follow \"Log In\"")]
    [InlineData("nobody may edit",                   "fill \"wikitext\"")]
    [InlineData("the page is locked",                "fill \"wikitext\"")]
    [InlineData("the search is switched off",        "search for \"keeps the lighthouse\"")]
    [InlineData("nobody may upload",                 "attach one.png")]
    [InlineData("pictures are refused",              "should download \"/lib/exe/fetch.php?media=one.png\"")]
    public async Task A_wiki_that_is_broken_fails_at_the_right_step(string broken, string step)
    {
        await Break(broken);
        var journey = async () => await Journey(Driver.Http);
        var failure = (await journey.Should().ThrowAsync<JourneyFailedException>()).Which.Message;
        var failed = failure[(failure.LastIndexOf("  Steps", StringComparison.Ordinal) + 12)..].Split(" (here)")[0].Split("), ")[^1];
        failed[(failed.IndexOf(' ') + 1)..].Should().Be(step, failure);
        failure.Should().Contain("Owner     storefront");
    }

    private async Task Journey(Driver driver)
    {
        await using var drive =
            Drive.On(site.Address, driver, e => e with { Browser = e.Browser with { Patience = TimeSpan.FromSeconds(5) } });
        var wiki = await drive.Open("/doku.php?id=start");
        await wiki.ShouldShow("This topic does not exist yet");
        await wiki.Follow("Log In");
        await wiki.LogIn(new Account("smoker", new Secret(Password)));

        await wiki.Open("/doku.php?id=smoke&do=edit");
        await wiki.Fill("wikitext", "====== Smoke ======\nNobody keeps the lighthouse any more.\n");
        await wiki.Press("Save");
        await wiki.ShouldShow("Nobody keeps the lighthouse any more.");

        await wiki.Open("/lib/exe/indexer.php?id=smoke");
        await wiki.Open("/doku.php?id=start");
        await wiki.Search("keeps the lighthouse");
        // The indexer answers before it has begun.
        await wiki.EventuallyShows("Nobody keeps the lighthouse any more.");

        await wiki.Open("/lib/exe/mediamanager.php");
        var file = Path.Combine(site.Folder, "one.png");
        await File.WriteAllBytesAsync(file, picture);
        await wiki.Attach("[type=file]", file);
        await wiki.Press("Upload");
        // In a browser the wiki's script uploads in the background, and no word on the page says when it has.
        for (var tries = 0; driver == Driver.Browser && tries < 200
            && !File.Exists(Path.Combine(site.Folder, "data", "media", "one.png")); tries++)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        await wiki.ShouldDownload("/lib/exe/fetch.php?media=one.png", picture);

        await wiki.Open("/doku.php?id=start");
        await wiki.LogOut();
        await wiki.ShouldShow("Log In");
    }

    private async Task Break(string way)
    {
        switch (way)
        {
            case "the server is down":
                await site.Stop();
                break;
            case "the settings do not parse":
                site.Append(Settings, "\nthis is (no PHP\n");
                break;
            case "the pages cannot be read":
                Directory.Move(Path.Combine(site.Folder, "data"), Path.Combine(site.Folder, "gone"));
                break;
            case "the password was changed":
                await SetPassword("An0ther-one-1");
                break;
            case "logging in is switched off":
                site.Append(Settings, "\n$conf['disableactions'] = 'login';\n");
                break;
            case "nobody may edit":
                site.Write("conf/acl.auth.php", "*\t@ALL\t1\n");
                break;
            case "the page is locked":
                site.Write("lock.php", $"<?php file_put_contents('{site.Folder}/data/locks/' . md5('smoke') . '.lock', '192.0.2.1');");
                await site.Php(Path.Combine(site.Folder, "lock.php"));
                break;
            case "the search is switched off":
                site.Append(Settings, "\n$conf['disableactions'] = 'search';\n");
                break;
            case "nobody may upload":
                site.Write("conf/acl.auth.php", "*\t@ALL\t1\n*\t@user\t4\n");
                break;
            case "pictures are refused":
                site.Write("conf/mime.conf", "txt     text/plain\n");
                break;
        }
    }

    private async Task SetPassword(string password)
    {
        site.Write("hash.php",
            $"<?php file_put_contents('{site.Folder}/conf/users.auth.php', 'smoker:' . password_hash('{password}', PASSWORD_BCRYPT) "
                + ". \":Smoker:smoker@example.com:user\\n\");");
        await site.Php(Path.Combine(site.Folder, "hash.php"));
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.GetDirectories(from))
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }
}
