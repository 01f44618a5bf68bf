using System.Data.Common;
using Dapper;
using SmokeTests.Worker;

namespace SmokeTests.Runner.History;

/// <summary>
/// What explains failures, in the history that several runners share: whichever of them is asked can show it. Files above
/// 8 MB stay with the runner that has them.
/// </summary>
internal sealed class EvidenceReplication(HistoryStore historyStore, EvidenceStore evidenceStore, ILogger<EvidenceReplication> log)
{
    private const long Largest = 8 * 1024 * 1024;
    private const int MostName = 255;
    private volatile bool isAway;

    /// <summary>Lets the others have what a failed run has left.</summary>
    public void Publish(Run run)
    {
        if (run.Outcome is Outcome.Passed or Outcome.Slow || run.Evidence.Count == 0)
            return;
        try
        {
            var files = run.Evidence.Select(e => evidenceStore.File(run.Id, e.Name)).OfType<string>().Select(f => new FileInfo(f))
                .Where(f => f.Length <= Largest)
                .Select(f => new { run = run.Id, name = f.Name, at = HistoryStore.Ms(run.At), size = f.Length,
                    content = File.ReadAllBytes(f.FullName) }).ToArray();
            historyStore.Write((db, transaction) =>
                db.Execute("insert into evidence (run, name, at, size, content) values (@run, @name, @at, @size, @content) on "
                    + "conflict do nothing", files, transaction));
            isAway = false;
        }
        catch (Exception e) when (e is DbException or IOException or UnauthorizedAccessException)
        {
            if (!isAway)
                log.LogWarning("The evidence of runs stays with this runner: {Why}", e.Message);
            isAway = true;
        }
    }

    /// <summary>Puts on the own shelf what another runner has lent.</summary>
    public void Fetch(string run)
    {
        var folder = evidenceStore.FolderOf(run);
        try
        {
            var files = historyStore.Read(db =>
                db.Query<(string Name, byte[] Content)>("select name, content from evidence where run = @run", new { run }).ToArray());
            if (files.Length > 0)
                Directory.CreateDirectory(folder);
            // What is no name of a file on a shelf was written by nobody who keeps one.
            foreach (var (name, content) in files.Where(f => Texts.IsName(f.Name, MostName) && Path.GetFileName(f.Name) == f.Name
                && !f.Name.StartsWith('.')))
                File.WriteAllBytes(Path.Combine(folder, name), content);
        }
        catch (Exception e) when (e is DbException or IOException or UnauthorizedAccessException)
        {
            log.LogWarning("The evidence of a run that another runner has cannot be shown: {Why}", e.Message);
        }
    }
}
