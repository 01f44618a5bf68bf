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
              "databases": { "orders": { "engine": "oracle", "connection": "" } }, "accounts": { "shopper": { "user": 5 } } }, "prod": [] } }
            """);
        read.Mistakes.Select(m => m.Replace(file, "FILE", StringComparison.Ordinal)).Should().BeEquivalentTo(
            "FILE: enviroment: is not a setting. Known here: environment, environments, browser, platform, team, teams, alerts, checks, maintenance, heartbeat, canaries, slack, access, links, status, mail, calendars, workers, history, node",
            "FILE: environments.local.site: 'shop' is not an address. Write http:// or https:// and a host",
            "FILE: environments.local.stepLimit: '5x' is not an interval. Write a number with its unit: 500ms, 30s, 5m, 1h or 1d",
            "FILE: environments.local.pageMegabytes: must be a whole number above 0",
            "FILE: environments.local.pages: is not a setting. Known here: site, api, origins, databases, accounts, secrets, mail, stepLimit, pageMegabytes, errorTexts, block, atOnce",
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
        File.WriteAllText(Path.Combine(folder, "smoketests.local.json"), """{ "environments": { "local": { "stepLimit": "7s", "atOnce": 3 } } }""");
        File.WriteAllText(layer, """{ "environments": { "local": { "atOnce": 4, "accounts": { "a": { "user": "${USERS_NAME}", "password": "${PASSWORD}" } } } } }""");
        const string json = """{ "environments": { "local": { "site": "http://first", "stepLimit": "5s" } } }""";
        var read = Read(json, null, ("SMOKETESTS_LAYERS", layer), ("SMOKETESTS_SECRETS", secrets), ("USERS_NAME_FILE", Path.Combine(folder, "user"))).Required();
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
        File.WriteAllText(Path.Combine(folder, "Shop.runtimeconfig.json"), """{ "runtimeOptions": { "configProperties": { "SmokeTests.UserSecretsId": "shop-1" } } }""");
        var secrets = Directory.CreateDirectory(Path.Combine(folder, "home", place, "shop-1")).FullName;
        File.WriteAllText(Path.Combine(secrets, "secrets.json"), """{ "PASSWORD": "mine", "USERS_NAME": "mine" }""");
        const string json = """{ "environments": { "local": { "site": "http://first", "accounts": { "a": { "user": "${USERS_NAME}", "password": "${PASSWORD}" } } } } }""";
        var account = Read(json, null, (variable, Path.Combine(folder, "home")), ("USERS_NAME", "given")).Required().Accounts["a"].Pool[0];
        (account.User.Value, account.Password.Value).Should().Be(("given", "mine"));

        File.WriteAllText(Path.Combine(secrets, "secrets.json"), "{");
        Read(json, null, (variable, Path.Combine(folder, "home"))).Required().Accounts["a"].Pool[0].Password.MissingVariable.Should().Be("PASSWORD");
    }

    [Fact]
    public void The_schema_knows_what_the_suites_reader_knows()
    {
        var compared = 0;
        foreach (var (place, known, json) in SettingsSchema.Objects().Where(o => o.Place is "" or "browser" || o.Place.StartsWith("environments")))
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
    [InlineData("""{ "environment": "c", "environments": { "a": { "site": "http://a" } } }""", "FILE: environments: there is no 'c'. There are: a")]
    public void A_file_that_says_nothing_usable_is_told(string json, string told) =>
        Read(json).Mistakes.Should().Contain(m => m.Replace(file, "FILE").StartsWith(told));

    [Fact]
    public void A_missing_file_is_told_with_the_next_move() =>
        SuiteSettings.Load(file + "x", null, new Dictionary<string, string>()).Mistakes.Should().ContainSingle().Which.Should().Contain("no such file. Put smoketests.json beside");

    [Fact]
    public void Variables_fill_texts_and_override_keys_whatever_their_case()
    {
        const string json = """{ "environments": { "local": { "site": "${SITE:-http://fallback}", "api": "/api/", /* comments and */ "accounts": { "a": { "user": "u", "password": "${PASSWORD}" } }, } } }""";
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
