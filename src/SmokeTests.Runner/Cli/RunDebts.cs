using Microsoft.Data.Sqlite;
using SmokeTests.Cleanup;
using Spectre.Console;

namespace SmokeTests.Runner.Cli;

/// <summary>What the checks of one <c>smoke run</c> could not undo, beside what was owed before it.</summary>
/// <param name="file">The data folder's ledger, which need not be there: it is made with the first debt.</param>
internal sealed class RunDebts(string file)
{
    private const int Listed = 20;
    private readonly HashSet<string> before = [.. Owed(file).Select(d => d.Id)];

    /// <summary>Tells what is owed.</summary>
    /// <returns>Whether this run has left some of it.</returns>
    public bool Tell()
    {
        var owed = Owed(file);
        var own = owed.Where(d => !before.Contains(d.Id)).ToArray();
        var older = owed.Except(own).ToArray();
        Tell(own, "could not be undone", "red");
        Tell(older, "of earlier runs still to be undone", "yellow");
        if (owed.Count > 0)
            AnsiConsole.MarkupLineInterpolated(
                $"The next run of the suite tries again. smoke debts --data {Path.GetDirectoryName(file)} lists them.");
        return own.Length > 0;
    }

    private static void Tell(Debt[] debts, string what, string colour)
    {
        if (debts.Length == 0)
            return;
        AnsiConsole.Write(new Markup($"\n[{colour}]{debts.Length} {what}:[/]\n"));
        foreach (var debt in debts.Take(Listed))
        {
            var why = $"{debt.Error ?? "not tried yet"}{(debt.IsGivenUp ? ", given up" : "")}";
            AnsiConsole.MarkupLineInterpolated($"  {debt.Call}  {debt.Check} in {debt.Environment} ({debt.Team ?? "no team"}): {why}");
        }
        if (debts.Length > Listed)
            AnsiConsole.MarkupLineInterpolated($"  and {debts.Length - Listed} more");
    }

    private static IReadOnlyList<Debt> Owed(string file)
    {
        if (!File.Exists(file))
            return [];
        try
        {
            return new Ledger(file).All();
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]What is owed cannot be read: {file}: {e.Message}[/]");
            return [];
        }
    }
}
