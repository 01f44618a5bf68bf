using Microsoft.CodeAnalysis;

namespace SmokeTests.Analyzers;

/// <summary>What the compiler says about an unsafe production check. Each message names the next move.</summary>
internal static class Rules
{
    public static readonly DiagnosticDescriptor NoTeam =
        Rule("SMOKE001", "A check has no team",
            "'{0}' has no team: put [Team(\"…\")] on it, its class or the assembly, or name an owner of its file in CODEOWNERS, so "
                + "that somebody is told when it fails");
    public static readonly DiagnosticDescriptor NoSchedule = Rule("SMOKE002", "A check has no schedule",
        "'{0}' has no schedule: put [Every(\"5m\")] or [Cron(\"…\")] on it, its class or the assembly");
    public static readonly DiagnosticDescriptor NoAssertion =
        Rule("SMOKE003", "A check proves nothing", "'{0}' asserts nothing: a page that is wrong would pass; say what it should show");
    public static readonly DiagnosticDescriptor Sleeps =
        Rule("SMOKE004", "A check sleeps",
            "Thread.Sleep holds a thread of the worker and waits for time instead of a fact: use EventuallyShows, EventuallyReturns, "
                + "or await Task.Delay(…, Stop)");
    public static readonly DiagnosticDescriptor AsyncVoid = Rule("SMOKE005", "A check is async void",
        "'{0}' is async void: what it throws ends the worker and nobody waits for it; return Task");
    public static readonly DiagnosticDescriptor LiteralSecret =
        Rule("SMOKE006", "A secret stands in the code",
            "{0} is given as a literal: put it into the settings as ${{VARIABLE}} and ask for Account(\"…\") or Secret(\"…\"), which "
                + "are blotted out of all output");
    public static readonly DiagnosticDescriptor WriteWithoutOwe = Rule("SMOKE007", "A check writes and cleans nothing up",
        "'{0}' writes ({1}) and owes nothing: call Owe(() => …) before it, or say why that is not needed with [Harmless(\"…\")]");
    public static readonly DiagnosticDescriptor WritesToDatabase = Rule("SMOKE008", "A check writes to a database",
        "A check only reads databases: this statement begins with {0} and will be refused");
    public static readonly DiagnosticDescriptor EndlessLoop =
        Rule("SMOKE009", "A loop has no end", "This loop has no way out: bound it, or use EventuallyShows or EventuallyReturns");
    public static readonly DiagnosticDescriptor OwnHttpClient = Rule("SMOKE010", "A check has an HttpClient of its own",
        "An HttpClient of one's own is in no step, no transcript and no trace: use Open, Api or Visit");

    private static DiagnosticDescriptor Rule(string id, string title, string message) =>
        new(id, title, message, "SmokeTests", DiagnosticSeverity.Warning, isEnabledByDefault: true,
            helpLinkUri: HelpLinks.Of(id));
}
