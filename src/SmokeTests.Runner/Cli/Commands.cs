using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using SmokeTests.Runner.Cli.Importing;
using SmokeTests.Runner.Hosting;

namespace SmokeTests.Runner.Cli;

/// <summary>Every command of <c>smoke</c> with its arguments and options.</summary>
internal static class Commands
{
    /// <summary>
    /// Words that begin with @ are what they say, such as a person in a chat. The parser would read a file of that name, and take what
    /// stands in it for arguments.
    /// </summary>
    private static readonly ParserConfiguration Literally = new() { ResponseFileTokenReplacer = null };

    private const string Selectors =
        "a part of a check's name, team=NAME, class=NAME, environment=NAME, suite=NAME, id=ID, joined by and, or, not and parentheses";

    public static ParseResult Parse(IReadOnlyList<string> arguments) => Root().Parse(arguments, Literally);

    public static RootCommand Root()
    {
        var suites = new Argument<string[]>("SUITE") { Description = "The suite's .dll, or the folder that it was built or published to.",
            Arity = ArgumentArity.OneOrMore };
        var environments = new Option<string[]>("--environment",
            "-e") { Description = "An environment of smoketests.json; may be given several times. Default: the file's own choice." };
        var settings = new Option<string?>("--settings") { Description = "The settings file. Default: smoketests.json beside the suite." };
        var filter = new Option<CheckSelector>("--filter") { Description =
            $"Which checks: {Selectors}. Several options are joined by \"or\".", CustomParser = Selected, Arity = ArgumentArity.OneOrMore };

        // What stands in a variable need not be said: so a container is told.
        var listen = new Option<string>("--listen") { Description = "The address that the board listens on; also SMOKE_LISTEN.",
            DefaultValueFactory = _ => Variable("SMOKE_LISTEN") ?? Listening.Usual };
        listen.Validators.Add(result => Addresses(result, listen.Name));
        var address = new Option<string?>("--public-address") { Description =
            "The board's address as people reach it, for links in messages; also SMOKE_PUBLIC_ADDRESS. Default: --listen.",
            DefaultValueFactory = _ => Variable("SMOKE_PUBLIC_ADDRESS") };
        address.Validators.Add(result => Addresses(result, address.Name));
        var data = new Option<string>("--data") { Description = "The folder of the history; also SMOKE_DATA.",
            DefaultValueFactory = _ => Variable("SMOKE_DATA") ?? "smoke-data" };
        var every = new Option<TimeSpan?>("--every") { Description =
            "Run every check this often, whatever it says itself: for demonstrations and tests.", CustomParser = result => Parse(result) };
        var watched = new Argument<string[]>("SUITE") { Description =
            "A suite's .dll, the folder that it was built or published to, a folder of such folders, or a .zip of one: a file, or an "
                + "address to fetch it from at each start (…/shop.zip#sha256=HASH holds it to one version).",
                Arity = ArgumentArity.OneOrMore };
        var serve = new Command("serve", "Run the checks on their schedule, tell the teams, show the board.") { watched, environments,
            settings, filter, listen, address, data, every };
        serve.SetAction((result, cancel) => ServeCommand.Run(Choice(result) with { Suites = result.GetValue(watched)! },
            result.GetValue(listen)!, result.GetValue(address), result.GetValue(data)!, result.GetValue(every), cancel));

        var doctor = new Command("doctor",
            "Look at all that a runner needs: settings, secrets, suites, sites, routes, history, clock, disk. Changes nothing and "
                + "tells nobody. Exit code 2 when something is wrong.") { suites, settings, data };
        doctor.SetAction((result, cancel) => DoctorCommand.Run(Choice(result), result.GetValue(data)!, cancel));

        var there = new Argument<Uri?>("ADDRESS") { Description = "The board. Default: where serve listens by SMOKE_LISTEN.",
            Arity = ArgumentArity.ZeroOrOne, CustomParser = Absolute };
        var health = new Command("health", "Ask a board whether it is ready. Exit code: 0 ready, 1 not, or nobody there.") { there };
        health.SetAction((result, cancel) => HealthCommand.Run(result.GetValue(there),
            Variable("SMOKE_LISTEN") ?? Listening.Usual, cancel));

        var junit = new Option<string?>("--junit") { Description = "Write a JUnit file." };
        var trx = new Option<string?>("--trx") { Description = "Write a TRX file." };
        var evidence = new Option<string?>("--evidence") { Description =
            "Keep what explains failures in this folder: transcripts, pages, pictures, traces." };
        var live = new Option<bool>("--live") { Description = "Show what the checks do and write as they go." };
        var byHand = new Option<ExplicitChecks?>("--explicit") { Description =
            "off leaves out the checks that are explicit, on runs them as well, only runs nothing else. Default: off, but on where "
                + "--filter chooses nothing else." };
        var run = new Command("run",
            "Run the checks once. Exit code: 0 all passed and undone, 1 some failed or could not be undone, 2 something is broken.")
        {
            suites, environments, settings, filter, byHand, junit, trx, evidence, live, data,
        };
        run.SetAction((result, cancel) =>
            RunCommand.Run(Choice(result) with { Explicit = result.GetValue(byHand), Data = Full(result.GetValue(data)) },
                result.GetValue(junit), result.GetValue(trx), result.GetValue(evidence), result.GetValue(live), cancel));

        var list = new Command("list", "List the checks with team, schedule, environment and next run.") { suites, environments,
            settings, filter };
        list.SetAction((result, _) => ListCommand.Run(Choice(result)));

        var forget = new Option<string?>("--forget") { Description =
            "Strike out a debt, by its number, that somebody has undone by hand." };
        var debts = new Command("debts",
            "List what checks have created and not undone yet: those of serve and run, and of dotnet test. Exit code 1 when nobody "
                + "tries any more.") { data, forget, settings };
        debts.SetAction((result, _) => Task.FromResult(DebtsCommand.Run(History(result), result.GetValue(forget))));

        var by = new Option<string>("--by") { Description = "Who says so. Default: the user of this machine.",
            DefaultValueFactory = _ => Environment.UserName };
        var why = new Option<string>("--why") { Description = "The reason, for whoever wonders.", DefaultValueFactory = _ => "" };
        var incidents = new Command("incidents", "List the incidents that are open. Exit code 1 when there are any.") { data, settings };
        incidents.SetAction((result, _) => Task.FromResult(IncidentCommands.List(History(result))));
        var incident = new Argument<long>("INCIDENT") { Description = "Its number: smoke incidents lists them." };
        var ack = new Command("ack", "Take an incident on: it is neither told again nor paged until it is resolved.") { incident, by, why,
            data, settings };
        ack.SetAction((result, _) =>
            Task.FromResult(IncidentCommands.Acknowledge(History(result), result.GetValue(incident), result.GetValue(by)!,
                result.GetValue(why)!)));
        var selector = new Argument<CheckSelector>("SELECTOR") { Description = $"Which checks: {Selectors}; \"\" for everything.",
            CustomParser = Selected };
        var lasts = new Option<TimeSpan>("--for") { Description = "How long: 30m, 4h, 2d.", Required = true,
            CustomParser = result => Parse(result) ?? default };
        var from = new Option<DateTimeOffset?>("--from") { Description =
            "When it begins, with its offset: 2026-12-01T22:00+01:00. Default: now.", CustomParser = When };
        var silence = new Command("silence", "Tell nothing of some checks for a while. What is still broken then is told then.") { selector,
            lasts, from, by, why, data, settings };
        silence.SetAction((result, _) =>
            Task.FromResult(IncidentCommands.Silence(History(result), result.GetValue(selector)!, result.GetValue(from),
                result.GetValue(lasts), result.GetValue(by)!, result.GetValue(why)!)));
        var lift = new Option<long?>("--lift") { Description = "End a silence now, by its number." };
        var silences = new Command("silences", "List the silences that are on or to come.") { lift, by, data, settings };
        silences.SetAction((result, _) =>
            Task.FromResult(IncidentCommands.Silences(History(result), result.GetValue(lift), result.GetValue(by)!)));
        var drilled = new Argument<string>("TEAM") { Description = "A team of the settings." };
        var drill = new Command("drill",
            "Send a marked test message to a team by every route, through the running runner, and say how long it took.") { drilled, data,
            settings };
        drill.SetAction((result, cancel) => DrillCommand.Run(History(result), result.GetValue(drilled)!, cancel));
        var service = Named(new Option<string>("--service") { Description = "What was deployed.", Required = true });
        var version = Named(new Option<string>("--version") { Description = "Its version.", Required = true });
        var url = new Option<Uri?>("--url") { Description = "Where to read about it.", CustomParser = Absolute };
        var concerns = new Option<CheckSelector>("--on") { Description =
            "The checks that it concerns, by a selector as for silence. Default: all.", CustomParser = Selected,
            DefaultValueFactory = _ => CheckSelector.Everything };
        var elsewhere = new Option<Uri?>("--board") { Description =
            $"The board of a runner on another machine; its token is in the variable {DeployCommand.TokenVariable}.",
            CustomParser = Absolute };
        var runs = new Option<int?>("--runs") { Description =
            "With --board: run the checks that it concerns so often, at once. Exit code: 0 all passed, 1 some failed, 2 something is "
                + "broken." };
        var mark = new Command("mark", "Note a deploy: incidents that open soon after name it.") { service, version, concerns, by, url,
            elsewhere, runs, data, settings };
        mark.Validators.Add(result =>
        {
            if (result.GetResult(runs) is not null && result.GetResult(elsewhere) is null)
                result.AddError("--runs needs --board: the runner there makes them.");
        });
        mark.SetAction((result, cancel) => result.GetValue(elsewhere) is { } there
            ? DeployCommand.Mark(there,
                new(result.GetValue(service), result.GetValue(version), result.GetValue(by), result.GetValue(url)?.AbsoluteUri,
                    result.GetValue(concerns)?.Text, result.GetValue(runs)), cancel)
            : Task.FromResult(IncidentCommands.MarkDeploy(History(result), result.GetValue(concerns)!, result.GetValue(service)!,
                result.GetValue(version)!, result.GetValue(by), result.GetValue(url)?.AbsoluteUri)));
        var deploy = new Command("deploy", "Deploys of what is watched.") { mark };
        var explained = new Argument<CheckSelector>("CHECK") { Description = "A part of its name, or a selector.",
            CustomParser = Selected };
        var oneSuite = new Argument<string>("SUITE") { Description = "The suite's .dll or folder." };
        var explain = new Command("explain",
            "Say whose a check is, who is told of it and when, and where each number comes from.") { oneSuite, explained, environments,
            settings };
        explain.SetAction((result, _) =>
            ExplainCommand.Run(new SuiteChoice([result.GetValue(oneSuite)!], result.GetValue(environments) ?? [],
                Full(result.GetValue(settings)), CheckSelector.Everything), result.GetValue(explained)!));

        var who = new Argument<string>("NAME") { Description = "Who signs in." };
        var role = new Option<string>("--role") { Description = "viewer or operator.",
            DefaultValueFactory = _ => "viewer" }.AcceptOnlyFromAmong("viewer", "operator");
        var password = new Command("password",
            "Ask for a password and print the line for the file that access.passwords names.") { who, role };
        password.SetAction((result, _) => Task.FromResult(AccessCommands.Password(result.GetValue(who)!, result.GetValue(role)!)));
        var token = new Command("token", "Make a token for the API, and print the hash of it for access.tokens.");
        token.SetAction((_, _) => Task.FromResult(AccessCommands.Token()));

        var suite = new Argument<string>("SUITE") { Description = "A suite with browser checks." };
        var install = new Command("install", "Download the browser that the suite's Playwright goes with.") { suite };
        install.SetAction((result, cancel) => PlaywrightTool.Run(result.GetValue(suite)!, ["install", "chromium-headless-shell"], cancel));
        var browsers = new Command("browsers", "The browser of suites that need one.") { install };

        var site = new Argument<string>("ADDRESS") { Description = "Where to begin." };
        var className = new Option<string>("--name") { Description = "The check's class.", DefaultValueFactory = _ => "Recorded" };
        var team = new Option<string?>("--team") { Description = "The check's team." };
        var output = new Option<string?>("--output") { Description = "The file to write; the console by default." };
        var recording = new Command("record", "Click through a site in Playwright's code generator and get a check.") { suite, site,
            className, team, output };
        recording.SetAction((result, cancel) => RecordCommand.Run(result.GetValue(suite)!, result.GetValue(site)!,
            result.GetValue(className)!, result.GetValue(team), result.GetValue(output), cancel));

        var newName = new Argument<string>("NAME") { Description = "The check's class, such as Ordering." };
        var inBrowser = new Option<bool>("--browser") { Description = "In a real browser." };
        var folder = new Option<string>("--in") { Description = "The folder of the suite's project.", DefaultValueFactory = _ => "." };
        var newCheck = new Command("check", "Write a new check beside the suite's project file.") { newName, team, inBrowser, folder };
        newCheck.SetAction((result, _) =>
            Task.FromResult(NewCheckCommand.Run(result.GetValue(newName)!, result.GetValue(team), result.GetValue(inBrowser),
                result.GetValue(folder)!)));
        var make = new Command("new", "Write something new.") { newCheck };

        var imported = new Argument<string>("FILE") { Description =
            "Gatus's config.yaml, Uptime Kuma's backup (.json), an HTTP archive (.har), or a .webtest." };
        var space = new Option<string>("--namespace") { Description = "The namespace of the checks.",
            DefaultValueFactory = _ => "Imported" };
        var import = new Command("import", "Turn what another tool watches into checks in C#.") { imported, team, space, output };
        import.SetAction((result, _) =>
            Task.FromResult(ImportCommand.Run(result.GetValue(imported)!, result.GetValue(team) ?? "my-team", result.GetValue(space)!,
                result.GetValue(output))));

        var backup = new Argument<string>("FILE") { Description = "An archive of the history: backup.zip." };
        var export = new Command("export", "Back up history, incidents and debts, while the runner runs.") { backup, data };
        export.SetAction((result, _) => Task.FromResult(BackupCommands.Export(result.GetValue(data)!, result.GetValue(backup)!)));
        var restore = new Command("restore", "Put an export into a data folder that has no history yet.") { backup, data };
        restore.SetAction((result, _) => Task.FromResult(BackupCommands.Restore(result.GetValue(data)!, result.GetValue(backup)!)));

        var migrate = new Command("migrate",
            "Move the history from the file in the data folder to the PostgreSQL of the settings' history.database, while the runner "
                + "is stopped.") { data, settings };
        migrate.SetAction((result, _) => Task.FromResult(MigrateCommand.Run(History(result))));

        foreach (var path in new Symbol[] { suites, watched, oneSuite, suite, settings, data, junit, trx, evidence, output, folder,
            imported, backup })
            BePath(path);
        return new RootCommand("Production smoke tests: run them, watch them, tell who owns what broke.") { serve, run, list, doctor,
            health, explain, incidents, ack, silence, silences, deploy, drill, debts, make, recording, import, export, restore, migrate,
            browsers, password, token };

        SuiteChoice Choice(ParseResult result) =>
            new(result.GetValue(suites) ?? [], result.GetValue(environments) ?? [], Full(result.GetValue(settings)),
                result.GetValue(filter) ?? CheckSelector.Everything);

        HistoryChoice History(ParseResult result) => new(result.GetValue(data)!, Full(result.GetValue(settings)));
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    // A worker stands in its suite's folder: it is told the whole path.
    private static string? Full(string? path) => path is null ? null : Path.GetFullPath(path);

    /// <summary>What any of the texts selects.</summary>
    private static CheckSelector? Selected(ArgumentResult result)
    {
        var selectors = new List<CheckSelector>();
        foreach (var token in result.Tokens)
            if (CheckSelector.TryParse(token.Value, out var selector, out var mistake))
                selectors.Add(selector);
            else
                result.AddError(mistake);
        return CheckSelector.AnyOf(selectors);
    }

    private static Uri? Absolute(ArgumentResult result)
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            return address;
        result.AddError($"'{result.Tokens[0].Value}' is not an address. Write https://smoke.example");
        return null;
    }

    private static TimeSpan? Parse(ArgumentResult result)
    {
        if (Interval.TryParse(result.Tokens[0].Value, out var interval) && interval >= TimeSpan.FromSeconds(1))
            return interval;
        result.AddError($"'{result.Tokens[0].Value}' is not an interval. {Interval.Advice}, at least 1s.");
        return null;
    }

    private static DateTimeOffset? When(ArgumentResult result)
    {
        const int nearest = 366;
        var (text, now) = (result.Tokens[0].Value, TimeProvider.System.GetUtcNow());
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var at))
            result.AddError($"'{text}' is not a time. Write 2026-12-01T22:00+01:00");
        else if ((at - now).Duration() > TimeSpan.FromDays(nearest))
            result.AddError($"'{text}' is more than {nearest} days away.");
        else
            return at;
        return null;
    }

    /// <summary>Addresses that can be opened, joined by semicolons.</summary>
    private static void Addresses(OptionResult result, string option)
    {
        foreach (var text in result.Tokens.SelectMany(t => t.Value.Split(';')))
            if (!Uri.TryCreate(Listening.First(text, "localhost"), UriKind.Absolute, out var address)
                || address.Scheme is not ("http" or "https"))
                result.AddError($"{option}: '{text}' is not an address. Write {Listening.Usual}");
    }

    /// <summary>What the board shows in a line.</summary>
    private static Option<string> Named(Option<string> option)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }, ..]
                && (text.Length is 0 or > Board.DeployMark.MostName || string.IsNullOrWhiteSpace(text)))
                result.AddError($"{option.Name} has {Board.DeployMark.MostName} characters at most, and one at least.");
        });
        return option;
    }

    /// <summary>
    /// A path that is none is a mistake before anything is done. Those that are not there are told by whoever needs them.
    /// </summary>
    private static void BePath(Symbol symbol)
    {
        if (symbol is Option option)
            option.Validators.Add(result => Judge(result, result.Tokens));
        else if (symbol is Argument argument)
            argument.Validators.Add(result => Judge(result, result.Tokens));

        void Judge(SymbolResult result, IReadOnlyList<Token> tokens)
        {
            foreach (var token in tokens)
                if (string.IsNullOrWhiteSpace(token.Value) || token.Value.Contains('\0', StringComparison.Ordinal))
                    result.AddError($"{symbol.Name}: '{token.Value}' is not a path.");
        }
    }
}
