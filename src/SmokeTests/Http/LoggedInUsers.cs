using System.Collections.Concurrent;

namespace SmokeTests.Http;

/// <summary>As whom a visitor has logged in, site by site. All tabs of a visitor share it, as they share their cookies.</summary>
internal sealed class LoggedInUsers
{
    private readonly ConcurrentDictionary<string, string> bySite = new(StringComparer.OrdinalIgnoreCase);

    public bool Any => !bySite.IsEmpty;

    public string? At(Uri page) => bySite.GetValueOrDefault(page.Authority);

    public void Add(Uri page, string user) => bySite[page.Authority] = user;

    /// <summary>Logging out of one site ends the log-in on those as well that were logged in to with it.</summary>
    public void Remove(Uri page)
    {
        if (At(page) is { } user)
            foreach (var site in bySite.Where(s => s.Value == user))
                bySite.TryRemove(site);
    }
}
