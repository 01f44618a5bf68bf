namespace SmokeTests.Tests.ThirdParty;

/// <summary>
/// A journey through MediaWiki as it comes from Debian: log in, edit, search, upload, log out; and ten ways of breaking it.
/// </summary>
public sealed class MediaWikiTests : IAsyncLifetime
{
    private const string Password = "Sm0ke-tests-1";
    private const string Settings = "LocalSettings.php";

    private readonly PhpSite site = new("mediawiki");
    private readonly byte[] picture =
        Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    public async ValueTask InitializeAsync()
    {
        site.Write("prepend.php", "<?php\n");
        Directory.CreateDirectory(Path.Combine(site.Folder, "images"));
        await site.Php(Path.Combine(site.Tree, "maintenance/install.php"), "--dbtype", "sqlite", "--dbpath",
            Path.Combine(site.Folder, "db"), "--pass", Password,
            "--server", site.Address.GetLeftPart(UriPartial.Authority), "--scriptpath", "", "--confpath", site.Folder, "Wiki", "Smoker");
        site.Write("prepend.php", $"<?php if (!defined('MW_CONFIG_FILE')) define('MW_CONFIG_FILE', '{site.Folder}/{Settings}');\n");
        site.Write("router.php", $$"""
            <?php
            $path = urldecode(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));
            if (strncmp($path, '/images/', 8) === 0) {
              $file = '{{site.Folder}}' . $path;
              if (!is_file($file)) { http_response_code(404); return true; }
              header('Content-Type: ' . mime_content_type($file)); readfile($file); return true;
            }
            if ($path === '/') { header('Location: /index.php'); return true; }
            return false;
            """);
        site.Append(Settings, $$"""

            $wgEnableUploads = true; $wgUploadDirectory = '{{site.Folder}}/images'; $wgUploadPath = '/images';
            $wgShowExceptionDetails = false; $wgJobRunRate = 5;
            """);
        await site.Serve();
    }

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Theory]
    [InlineData(Driver.Http)]
    [InlineData(Driver.Browser)]
    public async Task A_journey_passes(Driver driver) => await Journey(driver);

    [Theory]
    //          what is broken                       the step that fails
    [InlineData("the server is down",                "open /index.php/Main_Page")]
    [InlineData("the settings do not parse",         "open /index.php/Main_Page")]
    [InlineData("the database is gone",              "open /index.php/Main_Page")]
    [InlineData("the password was changed",          "log in")]
    [InlineData("sessions are lost",                 "log in")]
    [InlineData("the wiki is read-only",             "should show \"Nobody keeps the lighthouse any more.\"")]
    [InlineData("nobody may edit",                   "fill \"#wpTextbox1\"")]
    [InlineData("the search finds nothing",          "eventually shows \"Smoke test\"")]
    [InlineData("uploads are off",                   "attach one.png")]
    [InlineData("pictures are refused",              "should show \"File:Smoke one.png\"")]
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
        var wiki = await drive.Open("/index.php/Main_Page");
        await wiki.ShouldShow("MediaWiki has been installed");
        await wiki.Follow("Log in");
        await wiki.LogIn(new Account("Smoker", new Secret(Password)));

        await wiki.Open("/index.php?title=Smoke_test&action=edit");
        await wiki.Fill("#wpTextbox1", "Nobody keeps the lighthouse any more.\n");
        await wiki.Press("Save page");
        await wiki.ShouldShow("Nobody keeps the lighthouse any more.");

        await wiki.Search("keeps the lighthouse");
        await wiki.EventuallyShows("Smoke test", "10s");
        await wiki.Follow("Smoke test");
        await wiki.ShouldHaveTitle("Smoke test");

        await wiki.Open("/index.php/Special:Upload");
        var file = Path.Combine(site.Folder, "one.png");
        await File.WriteAllBytesAsync(file, picture);
        await wiki.Attach("Source filename", file);
        await wiki.Fill("Destination filename", "Smoke one.png");
        await wiki.Fill("Ignore any warnings", "true");
        await wiki.Press("Upload file");
        await wiki.ShouldShow("File:Smoke one.png");
        await wiki.ShouldDownload("Smoke_one.png", picture);

        await wiki.LogOut();
        await wiki.ShouldShow("Log in");
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
            case "the database is gone":
                Directory.Move(Path.Combine(site.Folder, "db"), Path.Combine(site.Folder, "gone"));
                break;
            case "the password was changed":
                await site.Php(Path.Combine(site.Tree, "maintenance/changePassword.php"), "--user", "Smoker", "--password",
                    "An0ther-one-1");
                break;
            case "sessions are lost":
                site.Append(Settings, "\n$wgSessionCacheType = CACHE_NONE; $wgMainCacheType = CACHE_NONE; $wgCookieSecure = true;\n");
                break;
            case "the wiki is read-only":
                site.Append(Settings,
                    "\n$wgHooks['EditFilterMergedContent'][] = function ($context, $content, $status) { "
                        + "$status->fatal('readonlytext', 'maintenance'); return false; };\n");
                break;
            case "nobody may edit":
                site.Append(Settings, "\n$wgRevokePermissions['*']['edit'] = true;\n");
                break;
            case "the search finds nothing":
                site.Append(Settings, "\n$wgSearchType = 'SearchEngineDummy';\n");
                break;
            case "uploads are off":
                site.Append(Settings, "\n$wgEnableUploads = false;\n");
                break;
            case "pictures are refused":
                site.Append(Settings, "\n$wgFileExtensions = ['txt'];\n");
                break;
        }
    }
}
