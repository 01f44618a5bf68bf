using Microsoft.Data.Sqlite;
using SmokeTests.Cleanup;
using Spectre.Console;
using SmokeTests.Runner.Hosting;

namespace SmokeTests.Runner.Cli;

/// <summary>
/// <c>smoke debts</c>: what checks have created and not undone yet. <c>serve</c> and <c>run</c> keep that in the data folder;
/// <c>dotnet test</c> beside the user's other data, a folder for each suite.
/// </summary>
internal static class DebtsCommand
{
    public static int Run(HistoryChoice history, string? forget)
    {
        var own = DataFolder.Debts(history.Data);
        try
        {
            var ledgers = new[] { own }.Where(File.Exists).Concat(Ledger.UsualFiles())
                .Select(file => (File: file, Ledger: new Ledger(file))).ToArray();
            return forget is null ? List(own, ledgers) : Forget(history, ledgers, forget);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            return ExitCode.Refuse($"What is owed cannot be read: {e.Message} Name the runner's data folder with --data.");
        }
    }

    private static int List(string own, IReadOnlyList<(string File, Ledger Ledger)> ledgers)
    {
        var isGivenUp = false;
        foreach (var (file, debts) in ledgers.Select(l => (l.File, l.Ledger.All())).Where(l => l.Item2.Count > 0))
        {
            AnsiConsole.MarkupLineInterpolated($"[grey]{file}[/]");
            foreach (var debt in debts)
                AnsiConsole.MarkupLineInterpolated(
                    $"[bold]{debt.Id}[/]  {debt.Call}  {debt.Check} in {debt.Environment} ({debt.Team ?? "no team"}), run {
                        debt.Run}, since {debt.OwedAt:yyyy-MM-dd HH:mm:ss} UTC, {debt.Attempts} tries{
                        (debt.IsGivenUp ? ", given up" : "")}  {debt.Error}");
            isGivenUp |= debts.Any(d => d.IsGivenUp);
        }
        if (ledgers.All(l => l.Ledger.All().Count == 0))
            Console.WriteLine(ledgers.Any(l => l.File == own) ? "Nothing is owed." : $"Nothing is owed: there is no {own}.");
        return isGivenUp ? ExitCode.Failed : ExitCode.Passed;
    }

    private static int Forget(HistoryChoice history, IReadOnlyList<(string File, Ledger Ledger)> ledgers, string id)
    {
        var (ledger, debt) = ledgers.SelectMany(l => l.Ledger.All().Select(d => (l.Ledger, Debt: d))).FirstOrDefault(d => d.Debt.Id == id);
        if (debt is null)
            return ExitCode.Refuse($"There is no debt {id}. smoke debts lists them.");
        if (!CommandLine.Note(history, "struck out a debt", $"{id}: {debt.Call} of {debt.Check} in {debt.Environment}"))
            return ExitCode.Broken;
        ledger.Paid(id);
        Console.WriteLine($"{id} is struck out.");
        return ExitCode.Passed;
    }
}
