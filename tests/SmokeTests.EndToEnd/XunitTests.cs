namespace SmokeTests.EndToEnd;

/// <summary>A suite of all that xunit can say, run by xunit as <c>dotnet test</c> runs it and by the runner: they mean the same.</summary>
public sealed class XunitTests(XunitTests.BothWays both) : IClassFixture<XunitTests.BothWays>
{
    private const string Suite = "XunitFeatures";

    /// <summary>What is not enumerated before it runs is one check: failed where a row fails, else passed where one passes.</summary>
    private const string OneCheck = "Specimens.TogetherInOneRun";

    [Fact]
    public void Which_tests_there_are_and_how_they_end_does_not_differ()
    {
        both.Xunit.Results.Should().HaveCountGreaterThan(150);
        Differences(both.Xunit.Results, both.Runner.Results).Should().BeEmpty();
    }

    [Fact]
    public void Rows_are_told_apart_by_name() =>
        both.Runner.Results.GroupBy(r => (r.Class, r.Name)).Where(g => g.Count() > 1).Should().BeEmpty();

    [Fact]
    public void What_may_not_overlap_does_not()
    {
        // A single test that stands alone does so in xunit only in the mode that runs the tests of a class at once, as the runner does.
        both.Xunit.Overlaps().Where(o => MustNotMeet(o) && !IsOf(o, "unaccompanied")).Should().BeEmpty();
        both.Runner.Overlaps().Where(MustNotMeet).Should().BeEmpty();
        both.Runner.Overlaps().Should().Contain(o => IsOf(o, "free"), "the others go on at once");
    }

    [Fact]
    public async Task Nor_does_it_over_two_workers_and_repeats_of_runs_that_were_lost()
    {
        using var scratch = new Scratch("smoke-xunit-");
        var run = await XunitRun.ByTheRunner(Suite, new Dictionary<string, string>
        {
            ["SMOKETESTS__workers__count"] = "2",
            ["FEATURES_CRASH"] = Path.Combine(scratch.Folder("crash"), "crashed"),
        });
        run.Results.Should().ContainSingle(r => r.Class == "Specimens.NamedAndDeadly").Which.Outcome.Should()
            .Be("Failed", "its stack names it");
        run.Output.Should().Contain("Broken: NamedAndDeadly: Waits").And.Contain("This run itself passed", "it is repeated");
        run.Events.Count(e => e is { What: "begin", Of: "named:deadly" }).Should().Be(1);
        run.Overlaps().Where(MustNotMeet).Should().BeEmpty();
        Differences(both.Runner.Results.Where(r => r.Class != "Specimens.NamedAndDeadly"),
            run.Results.Where(r => r.Class != "Specimens.NamedAndDeadly")).Should().BeEmpty();
    }

    [Theory]
    [InlineData("""{ "parallelMode": "none" }""")]
    [InlineData("""{ "maxParallelThreads": 1 }""")]
    public async Task What_the_file_of_xunits_settings_says_holds(string settings)
    {
        using var scratch = new Scratch("smoke-xunit-");
        var suite = Path.Combine(scratch.Folder("copy"), Suite);
        Product.Copy(Product.Specimen(Suite), suite);
        await File.WriteAllTextAsync(Path.Combine(suite, "xunit.runner.json"), settings, TestContext.Current.CancellationToken);
        foreach (var run in new[] { await XunitRun.ByXunit(suite),
            await XunitRun.ByTheRunner(suite, null, "--filter", "class=Free", "--filter", "class=OfAType") })
        {
            run.Events.Count(e => e.What == "begin").Should().BeGreaterThanOrEqualTo(6, run.Output);
            run.Overlaps().Should().BeEmpty();
        }
    }

    [Fact]
    public void Fixtures_are_made_for_the_run_or_for_the_worker_and_always_disposed_of()
    {
        foreach (var ofAll in new[] { "OfTheAssembly", "Startup" })
        {
            both.Xunit.Lives(ofAll).Should().Be((1, 1), ofAll);
            both.Runner.Lives(ofAll).Should().Be((1, 1), ofAll);
        }
        foreach (var ofARun in new[] { "OfTheClass", "OfTheCollection" })
        {
            both.Xunit.Lives(ofARun).Should().Be((1, 1), ofARun);
            both.Runner.Lives(ofARun).Should().Be((2, 2), $"{ofARun}: each of two runs has its own");
        }
        both.Runner.Lives("Held").Should().Be(both.Xunit.Lives("Held"), "the arguments of a run are disposed of with it");
    }

    [Fact]
    public async Task An_assembly_fixture_that_fails_fails_the_tests_and_is_made_when_it_can_be()
    {
        using var scratch = new Scratch("smoke-xunit-");
        var broken = Path.Combine(scratch.Folder("broken"), "file");
        await File.WriteAllTextAsync(broken, "", TestContext.Current.CancellationToken);
        var environment = new Dictionary<string, string> { ["FEATURES_BROKEN"] = broken };
        var (xunit, runner) = (await XunitRun.ByXunit(Suite, environment), await XunitRun.ByTheRunner(Suite, environment));
        xunit.Results.Should().OnlyContain(r => r.Outcome == "Failed");
        // What is skipped or explicit is not run at all: it does not fail either.
        runner.Results.Where(r => r.Outcome != "Skipped").Should().HaveCountGreaterThan(120).And.OnlyContain(r => r.Outcome == "Failed");

        await using var warm = new Runner([Product.Specimen(Suite), "--every", "2s", "--filter", "Is in a static class"], environment);
        await warm.Start();
        await warm.Until("it fails by its fixture",
            async () => (await warm.Check("Is in a static class")) is { Outcome: "Failed" or "Broken", Message: { } message }
                && message.Contains("OfTheAssembly", StringComparison.Ordinal));
        File.Delete(broken);
        await warm.Until("it passes in the same worker", async () => (await warm.Check("Is in a static class")).Outcome == "Passed");
    }

    [Theory]
    //          what is asked for                                             which are run
    [InlineData("",                                                           "")]
    [InlineData("--filter Explicits",                                         "")]
    [InlineData("--filter A_theory_by_hand",                                  "A theory by hand (number: 1)")]
    [InlineData("--filter Explicits --explicit on",
        "A row by hand (number: 2), A theory by hand (number: 1), By hand")]
    [InlineData("--filter Explicits --explicit only",
        "A row by hand (number: 2), A theory by hand (number: 1), By hand")]
    [InlineData("--filter A_theory_by_hand --explicit off",                   "")]
    public async Task Explicit_checks_run_when_somebody_asks_for_them(string asked, string run)
    {
        var all = await XunitRun.ByTheRunner(Suite, null, [.. asked.Length == 0 ? ["--filter", "class=Explicits"] : asked.Split(' ')]);
        string.Join(", ", all.Results.Where(r => r.Name.Contains("hand", StringComparison.Ordinal) && r.Outcome == "Failed")
            .Select(r => r.Name).Order(StringComparer.Ordinal)).Should().Be(run, all.Output);
        all.Results.Any(r => r.Name == "Not by hand").Should().Be(!asked.Contains("A_theory") && !asked.Contains("only"));
    }

    [Fact]
    public async Task The_runner_schedules_what_may_apply_and_leaves_explicit_checks_to_people()
    {
        await using var runner =
            new Runner([Product.Specimen(Suite), "--every", "2s", "--filter", "class=Explicits", "--filter", "class=Skips"]);
        await runner.Start();
        await runner.Until("what applies has run", async () => (await runner.Checks()).Count(c => c.Outcome is not null) >= 18);
        var checks = (await runner.Checks()).ToDictionary(c => c.Name);
        checks.Should().NotContainKey("Always").And.NotContainKey("A theory");
        checks["When it does not apply"].Outcome.Should().Be("Passed");
        checks["When it applies"].Outcome.Should().Be("Skipped");
        checks["By hand"].Should().Match<CheckSeen>(c => c.Outcome == null && c.LastRun == null);
        (await runner.Page("/checks/" + Uri.EscapeDataString(checks["By hand"].Id))).Should().ContainAll("runs only by hand", "Run now");

        await runner.RunNow(checks["By hand"].Id);
        await runner.Until("it has run once", async () => (await runner.Check("By hand")).Outcome is "Failed" or "Broken");
        await runner.Until("others have run again", async () => (await runner.Runs("Not by hand")).Length > 2);
        (await runner.Runs("By hand")).Should().ContainSingle("nobody has asked for it again");
        (await runner.Notifications()).Should().NotContain(n => n.Text.Contains("By hand", StringComparison.Ordinal));
    }

    /// <summary>Where the two say something else of a method, a sentence each.</summary>
    private static IEnumerable<string> Differences(IEnumerable<XunitResult> reference, IEnumerable<XunitResult> other)
    {
        var (expected, methods) = (new Dictionary<string, List<string>>(), reference.ToLookup(r => r.Class));
        foreach (var result in reference)
            Add(expected, Place(result), result.Outcome);
        foreach (var place in expected.Keys.Where(p => p.StartsWith(OneCheck, StringComparison.Ordinal)).ToArray())
            expected[place] = [expected[place].MinBy(o => Array.IndexOf(["Failed", "Passed", "Skipped"], o))!];
        var found = new Dictionary<string, List<string>>();
        foreach (var result in other)
            Add(found, Place(methods[result.Class].Where(m => IsNamed(m, result.Name)).MaxBy(m => Sentence(m).Length) ?? result),
                result.Outcome);
        return expected.Keys.Union(found.Keys).Order(StringComparer.Ordinal)
            .Select(place => (place, Wanted: Said(expected, place), Found: Said(found, place))).Where(d => d.Wanted != d.Found)
            .Select(d => $"{d.place}: {d.Wanted} by xunit, {d.Found} by the runner");

        static void Add(Dictionary<string, List<string>> all, string place, string outcome)
        {
            if (!all.TryGetValue(place, out var outcomes))
                all[place] = outcomes = [];
            outcomes.Add(outcome);
        }

        static string Said(Dictionary<string, List<string>> all, string place) =>
            string.Join(", ", all.GetValueOrDefault(place, []).GroupBy(o => o).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => $"{g.Count()} {g.Key}")) is { Length: > 0 } said ? said : "nothing";
    }

    private static string Place(XunitResult result) =>
        $"{result.Class}."
            + (result.Method.Length > 0 ? result.Method
                : result.Name.Length > 0 && result.Class != "Specimens.Structure" ? result.Name : "");

    private static bool IsNamed(XunitResult method, string name) => name.StartsWith(Sentence(method), StringComparison.Ordinal);

    private static string Sentence(XunitResult method) =>
        method.Name.Length > 0 ? method.Name : method.Method.Length > 0 ? method.Method.Replace('_', ' ') : method.Name;

    private static bool MustNotMeet((string, string) pair) =>
        new[] { "alone", "unaccompanied" }.Any(kind => IsOf(pair, kind))
        || new[] { "named", "typed", "one" }.Any(kind => pair.Item1.StartsWith(kind + ":", StringComparison.Ordinal)
            && pair.Item2.StartsWith(kind + ":", StringComparison.Ordinal));

    private static bool IsOf((string, string) pair, string kind) =>
        pair.Item1.StartsWith(kind + ":", StringComparison.Ordinal) || pair.Item2.StartsWith(kind + ":", StringComparison.Ordinal);

    /// <summary>Each way once, for all tests that only look at what came of it.</summary>
    public sealed class BothWays : IAsyncLifetime
    {
        internal XunitRun Xunit { get; private set; } = null!;

        internal XunitRun Runner { get; private set; } = null!;

        public async ValueTask InitializeAsync() => (Xunit, Runner) = (await XunitRun.ByXunit(Suite), await XunitRun.ByTheRunner(Suite));

        public ValueTask DisposeAsync() => default;
    }
}
