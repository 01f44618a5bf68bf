using SmokeTests.Settings;
using SmokeTests.Testing;

namespace SmokeTests.Tests;

public sealed class SettingsTests : IDisposable
{
    private readonly string file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "smoketests.json");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);

    private SuiteSettings Read(string json, string? environment = null, params (string Name, string Value)[] variables)
    {
        File.WriteAllText(file, json);
        return SuiteSettings.Load(file, environment, variables.ToDictionary(v => v.Name, v => v.Value));
    }

    [Fact]
    public void All_mistakes_are_told_at_once_each_with_its_file_and_key()
    {
        var read = Read("""
            { "enviroment": "a", "environments": { "local": { "site": "shop", "stepLimit": "5x", "pageMegabytes": "many", "pages": 1,
              "databases": { "orders": { "engine": "oracle", "connection": "" } },
              "accounts": { "shopper": { "user": 5 } } }, "prod": [] } }
            """);
        read.Mistakes.Select(m => m.Replace(file, "FILE", StringComparison.Ordinal)).Should().BeEquivalentTo(
            "FILE: enviroment: is not a setting. Known here: environment, environments, browser, platform, team, teams, alerts, "
                + "checks, maintenance, heartbeat, canaries, slack, access, links, status, mail, calendars, workers, history, node",
            "FILE: environments.local.site: 'shop' is not an address. Write http:// or https:// and a host",
            "FILE: environments.local.stepLimit: '5x' is not an interval. Write a number with its unit: 500ms, 30s, 5m, 1h or 1d",
            "FILE: environments.local.pageMegabytes: must be a whole number above 0",
            "FILE: environments.local.pages: is not a setting. Known here: site, api, origins, databases, accounts, secrets, mail, "
                + "stepLimit, pageMegabytes, errorTexts, block, atOnce",
            "FILE: environments.local.databases.orders.engine: 'oracle' is not an engine. Known: sqlite, postgresql, mysql, sqlserver",
            "FILE: environments.local.accounts.shopper: \"password\" is missing",
            "FILE: environments.local.accounts.shopper.user: must be a text in quotes",
            "FILE: environments.prod: must be an object");
    }

    [Fact]
    public void Layers_lie_over_the_file_each_mistake_names_its_own_and_secrets_may_be_files()
    {
        var folder = Path.GetDirectoryName(file)!;
        var (layer, secrets) = (Path.Combine(folder, "production.json"), Path.Combine(folder, "secrets"));
        Directory.CreateDirectory(secrets);
        File.WriteAllText(Path.Combine(secrets, "PASSWORD"), "from a mount\n");
        File.WriteAllText(Path.Combine(folder, "user"), "from a file\n");
        File.WriteAllText(Path.Combine(folder, "smoketests.local.json"),
            """{ "environments": { "local": { "stepLimit": "7s", "atOnce": 3 } } }""");
        File.WriteAllText(layer,
            """{ "environments": { "local": { "atOnce": 4,"""
                + """ "accounts": { "a": { "user": "${USERS_NAME}", "password": "${PASSWORD}" } } } } }""");
        const string json = """{ "environments": { "local": { "site": "http://first", "stepLimit": "5s" } } }""";
        var read = Read(json, null, ("SMOKETESTS_LAYERS", layer), ("SMOKETESTS_SECRETS", secrets),
            ("USERS_NAME_FILE", Path.Combine(folder, "user"))).Required();
        (read.Site!.Host, read.StepLimit, read.AtOnce).Should().Be(("first", TimeSpan.FromSeconds(7), 4));
        (read.Accounts["a"].Pool[0].User.Value, read.Accounts["a"].Pool[0].Password.Value).Should().Be(("from a file", "from a mount"));

        File.WriteAllText(layer, """{ "environments": { "local": { "stepLimit": "soon" } } }""");
        Read(json, null, ("SMOKETESTS_LAYERS", $"{layer}{Path.PathSeparator}{layer}.gone")).Mistakes.Should().BeEquivalentTo(
            $"{layer}.gone: there is no such file. SMOKETESTS_LAYERS names it",
            $"{layer}: environments.local.stepLimit: 'soon' is not an interval. Write a number with its unit: 500ms, 30s, 5m, 1h or 1d");
    }

    [Theory]
    [InlineData("HOME", ".microsoft/usersecrets")]
    [InlineData("APPDATA", "Microsoft/UserSecrets")]
    public void A_developers_own_secrets_are_those_of_the_sdk_and_variables_go_before_them(string variable, string place)
    {
        var folder = Path.GetDirectoryName(file)!;
        File.WriteAllText(Path.Combine(folder, "Shop.runtimeconfig.json"),
            """{ "runtimeOptions": { "configProperties": { "SmokeTests.UserSecretsId": "shop-1" } } }""");
        var secrets = Directory.CreateDirectory(Path.Combine(folder, "home", place, "shop-1")).FullName;
        File.WriteAllText(Path.Combine(secrets, "secrets.json"), """{ "PASSWORD": "mine", "USERS_NAME": "mine" }""");
        const string json = """{ "environments": { "local": { "site": "http://first","""
            + """ "accounts": { "a": { "user": "${USERS_NAME}", "password": "${PASSWORD}" } } } } }""";
        var account = Read(json, null, (variable, Path.Combine(folder, "home")), ("USERS_NAME", "given")).Required().Accounts["a"].Pool[0];
        (account.User.Value, account.Password.Value).Should().Be(("given", "mine"));

        File.WriteAllText(Path.Combine(secrets, "secrets.json"), "{");
        var read = Read(json, null, (variable, Path.Combine(folder, "home")));
        read.Mistakes.Should().ContainSingle("what cannot be read is not what was never set").Which.Should()
            .StartWith(Path.Combine(secrets, "secrets.json") + ": ");
        foreach (var wrong in new[] { "[]", """{ "PASSWORD": "a", "PASSWORD": "b" }""" })
        {
            File.WriteAllText(Path.Combine(secrets, "secrets.json"), wrong);
            Read(json, null, (variable, Path.Combine(folder, "home"))).Mistakes.Should().ContainSingle().Which.Should()
                .StartWith(Path.Combine(secrets, "secrets.json") + ": ");
        }
        File.Delete(Path.Combine(secrets, "secrets.json"));
        Read(json, null, (variable, Path.Combine(folder, "home"))).Required().Accounts["a"].Pool[0].Password.MissingVariable.Should()
            .Be("PASSWORD");
    }

    [Fact]
    public void A_secret_whose_file_cannot_be_read_is_not_one_that_is_not_set()
    {
        var folder = Path.GetDirectoryName(file)!;
        const string json = """{ "environments": { "local": { "site": "http://first", "secrets": { "key": "${KEY}" } } } }""";
        var gone = Path.Combine(folder, "gone");
        Read(json, null, ("KEY_FILE", gone)).Mistakes.Should().ContainSingle().Which.Should().StartWith("KEY_FILE: ").And.Contain(gone);
        Read(json, null, ("KEY_FILE", folder)).Mistakes.Should().ContainSingle("a folder is no file").Which.Should()
            .StartWith("KEY_FILE: ").And.Contain(folder);
        Read(json, null, ("SMOKETESTS_SECRETS", folder)).Mistakes.Should().BeEmpty("where there is none nobody has set it");

        if (OperatingSystem.IsWindows())
            return;
        // Locked by somebody: it is there, and cannot be had.
        using var held = new FileStream(Path.Combine(folder, "KEY"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        Read(json, null, ("SMOKETESTS_SECRETS", folder)).Mistakes.Should().ContainSingle().Which.Should()
            .StartWith(Path.Combine(folder, "KEY") + ": ");
    }

    [Fact]
    public void A_key_that_stands_twice_is_a_mistake() =>
        Read("""{ "environments": { "local": { "site": "http://first", "site": "http://second" } } }""").Mistakes
            .Should().Contain(m => m.StartsWith(file + ": ") && m.Contains("site", StringComparison.Ordinal));

    [Fact]
    public void What_is_secret_in_the_settings_is_known_by_what_it_is_for_in_every_environment()
    {
        var settings = SettingsFile.Load(Written("""
            { "environments": {
              "a": { "site": "https://ada:in-the-site@shop.example/", "origins": ["https://x.example", "https://u:in-an-origin@y.example"],
                "api": { "address": "https://b:in-the-api@api.example",
                  "oauth": { "token": "/token", "client": "c", "secret": "of-oauth" } },
                "databases": { "orders": { "engine": "postgresql", "connection": "Host=h;Username=u;Password='of;the database'" },
                  "mine": { "engine": "mysql", "connection": "Server=h;Pwd=pwd-of-it" } },
                "accounts": { "one": { "user": "ada", "password": "of-one", "totp": "SEED" },
                  "many": { "pool": [ { "user": "bob", "password": "of-bob" }, { "user": "eve", "password": "${OF_EVE}" } ] } },
                "secrets": { "key": "${KEY}", "unset": "${UNSET}" }, "mail": { "box": { "user": "m", "password": "of-mail" } } },
              "b": { "site": "https://b.example", "api": { "bearer": "a-bearer" } },
              "c": { "site": "https://c.example", "api": { "key": { "header": "X-Key", "value": "a-key" } } },
              "d": { "site": "https://d.example", "api": { "basic": { "user": "u", "password": "of-basic" } } } } }
            """), new Dictionary<string, string> { ["OF_EVE"] = "of-eve", ["KEY"] = "a key" });
        SettingSecrets.In(settings).Select(s => $"{s.Environment} {s.Name}: {s.Value}").Should().BeEquivalentTo(
            "a site: in-the-site", "a origins[1]: in-an-origin", "a api.address: in-the-api", "a api.oauth.secret: of-oauth",
            "a databases.orders.connection: of;the database", "a databases.mine.connection: pwd-of-it", "a accounts.one.password: of-one",
            "a accounts.one.totp: SEED",
            "a accounts.many.pool[0].password: of-bob", "a accounts.many.pool[1].password: of-eve", "a secrets.key: a key",
            "a mail.box.password: of-mail",
            "b api.bearer: a-bearer", "c api.key.value: a-key", "d api.basic.password: of-basic");
        settings.Mistakes.Should().BeEmpty();
    }

    private string Written(string json)
    {
        File.WriteAllText(file, json);
        return file;
    }

    [Fact]
    public void The_schema_knows_what_the_suites_reader_knows()
    {
        var compared = 0;
        foreach (var (place, known, json) in SettingsSchema.Objects()
            .Where(o => o.Place is "" or "browser" || o.Place.StartsWith("environments")))
        {
            (SettingsSchema.KnownAt(place, Read(json).Mistakes) ?? []).Should().BeEquivalentTo(known, "of {0}: {1}", place, json);
            compared++;
        }
        compared.Should().BeGreaterThan(8);
    }

    [Theory]
    [InlineData("{", "FILE: ")]
    [InlineData("[]", "FILE: must be an object")]
    [InlineData("""{ "environments": { "a": { "site": "http://a" }, "b": { "site": "http://b" } } }""", "FILE: environments: choose one")]
    [InlineData("""{ "environment": "c", "environments": { "a": { "site": "http://a" } } }""",
        "FILE: environments: there is no 'c'. There are: a")]
    public void A_file_that_says_nothing_usable_is_told(string json, string told) =>
        Read(json).Mistakes.Should().Contain(m => m.Replace(file, "FILE").StartsWith(told));

    [Fact]
    public void A_missing_file_is_told_with_the_next_move() =>
        SuiteSettings.Load(file + "x", null, new Dictionary<string, string>()).Mistakes.Should().ContainSingle().Which.Should()
        .Contain("no such file. Put smoketests.json beside");

    [Fact]
    public void Variables_fill_texts_and_override_keys_whatever_their_case()
    {
        const string json = """{ "environments": { "local": { "site": "${SITE:-http://fallback}", "api": "/api/","""
            + """ /* comments and */ "accounts": { "a": { "user": "u", "password": "${PASSWORD}" } }, } } }""";
        Read(json).Required().Site.Should().Be(new Uri("http://fallback"));
        Read(json, null, ("SITE", "http://set")).Required().Api!.Address.Should().Be(new Uri("http://set/api/"));
        Read(json, null, ("SMOKETESTS__ENVIRONMENTS__LOCAL__SITE", "http://over")).Required().Site.Should().Be(new Uri("http://over"));
        Read(json).Required().Accounts["a"].Pool[0].Password.Should().Be(new Text(null, "PASSWORD"));
        Read(json, null, ("PASSWORD", "p")).Required().Accounts["a"].Pool[0].Password.Value.Should().Be("p");
    }

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("30s", 30_000)]
    [InlineData("1.5m", 90_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("1d", 86_400_000)]
    public void An_interval_is_a_number_with_its_unit(string text, double milliseconds)
    {
        Interval.TryParse(text, out var interval).Should().BeTrue();
        interval.TotalMilliseconds.Should().Be(milliseconds);
    }

    [Theory]
    [InlineData("5x")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("0s")]
    [InlineData("1,5s")]
    [InlineData("99999d")]
    [InlineData("")]
    [InlineData(null)]
    public void Anything_else_is_none(string? text) => Interval.TryParse(text, out _).Should().BeFalse();
}
