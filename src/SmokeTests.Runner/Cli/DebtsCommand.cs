using SmokeTests.Cleanup;
using Spectre.Console;

namespace SmokeTests.Runner.Cli;

/// <summary><c>smoke debts</c>: what checks have created and not undone yet.</summary>
internal static class DebtsCommand
{
    public static int Run(string data, string? forget)
    {
        var file = Path.Combine(data, "debts.db");
        if (!File.Exists(file))
        {
            Console.WriteLine($"Nothing is owed: there is no {file}.");
            return ExitCode.Passed;
        }
        var ledger = new Ledger(file);
        return forget is null ? List(ledger) : Forget(ledger, forget);
    }

    private static int List(Ledger ledger)
    {
        var debts = ledger.All();
        if (debts.Count == 0)
            Console.WriteLine("Nothing is owed.");
        foreach (var debt in debts)
            AnsiConsole.MarkupLineInterpolated($"[bold]{debt.Id}[/]  {debt.Call}  {debt.Check} in {debt.Environment} ({debt.Team ?? "no team"}), run {debt.Run}, since {debt.OwedAt:yyyy-MM-dd HH:mm:ss} UTC, {debt.Attempts} tries{(debt.IsGivenUp ? ", given up" : "")}  {debt.Error}");
        return debts.Any(d => d.IsGivenUp) ? ExitCode.Failed : ExitCode.Passed;
    }

    private static int Forget(Ledger ledger, string id)
    {
        if (ledger.All().All(d => d.Id != id))
        {
            Console.Error.WriteLine($"There is no debt {id}. smoke debts lists them.");
            return ExitCode.Broken;
        }
        ledger.Paid(id);
        Console.WriteLine($"{id} is struck out.");
        return ExitCode.Passed;
    }
}
