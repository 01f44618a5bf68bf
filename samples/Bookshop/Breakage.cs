using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Bookshop;

/// <summary>The switches that break the shop as production breaks, each until it is healed.</summary>
internal sealed class Breakage(Store store) : IDisposable
{
    public static readonly IReadOnlyDictionary<string, string> All = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["search-empty"] = "the search finds nothing, with status 200",
        ["order-blank"] = "the order page is blank, with status 200",
        ["database-locked"] = "another process holds the database's write lock",
        ["login-renamed"] = "the log-in form's e-mail field has another name than the server expects",
        ["uploads-refused"] = "uploaded pictures are refused",
        ["slow"] = "book pages take five seconds",
        ["server-error"] = "the bestsellers answer 500",
        ["session-lost"] = "the session secret is lost: nobody stays logged in",
        ["script-missing"] = "the script of every page answers 404",
    };

    private readonly ConcurrentDictionary<string, bool> broken = new(StringComparer.Ordinal);
    private SqliteConnection? locker;

    public bool Is(string name) => broken.ContainsKey(name);

    public void Break(string name)
    {
        if (broken.TryAdd(name, true) && name == "database-locked")
            locker = store.Lock();
    }

    public void Heal(string name)
    {
        if (broken.TryRemove(name, out _) && name == "database-locked")
            Interlocked.Exchange(ref locker, null)?.Dispose();
    }

    public void Dispose() => locker?.Dispose();
}
