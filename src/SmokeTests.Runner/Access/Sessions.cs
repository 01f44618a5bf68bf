using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using SmokeTests.Runner.History;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Access;

/// <summary>
/// Which sessions hold. One ends when its person signs out, is taken from the settings, or has another password or role, and
/// seven days after it began. What is signed out is written into the history: it holds at no runner of it.
/// </summary>
internal sealed class Sessions(HistoryStore historyStore, Func<AccessSettings> settings, TimeProvider time)
{
    private const string Ended = "signed out ";
    private const string Id = "session";
    private const string Began = "began";
    private const string Stamp = "stamp";
    private const string Group = "group";
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <summary>A session of somebody with a password of the settings.</summary>
    public ClaimsPrincipal Begin(Person person, string scheme) =>
        Begin(AccessSetup.Somebody(person.Name, person.Role, scheme), new Claim(Stamp, StampOf(person)));

    /// <summary>A session of somebody whom the provider knows.</summary>
    /// <param name="groups">What it says of her, by which the settings give her a role.</param>
    public ClaimsPrincipal Begin(string name, string role, string scheme, IEnumerable<string> groups) =>
        Begin(AccessSetup.Somebody(name, role, scheme), [.. groups.Select(g => new Claim(Group, g))]);

    /// <summary>It holds nowhere any more.</summary>
    public void End(ClaimsPrincipal user)
    {
        if (user.FindFirstValue(Id) is not { } session)
            return;
        var now = time.GetUtcNow();
        historyStore.Write((db, transaction) =>
        {
            // As texts, which have as many digits until the year 2286: what is no number ends nobody's signing out.
            var old = (now - Longest).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            db.Execute("delete from keys where name like @any and value < @old", new { any = Ended + "%", old }, transaction);
            return db.Execute("insert into keys (name, value) values (@name, @value) on conflict (name) do nothing",
                new { name = Ended + session, value = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) }, transaction);
        });
    }

    /// <summary>Whether it does. One of an older version has no marks, and does not.</summary>
    public bool Holds(ClaimsPrincipal? user) =>
        user?.FindFirstValue(Id) is { } session && long.TryParse(user.FindFirstValue(Began), CultureInfo.InvariantCulture, out var began)
        && time.GetUtcNow().ToUnixTimeSeconds() - began < Longest.TotalSeconds && IsStillKnown(user) && !IsEnded(session);

    private ClaimsPrincipal Begin(ClaimsPrincipal user, params Claim[] marks)
    {
        ((ClaimsIdentity)user.Identity!).AddClaims(
        [
            new Claim(Id, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))),
            new Claim(Began, time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)), .. marks,
        ]);
        return user;
    }

    private bool IsStillKnown(ClaimsPrincipal user) => user.FindFirstValue(Stamp) is { } stamp
        ? settings().People.GetValueOrDefault(AccessSetup.NameOf(user)) is { } person && StampOf(person) == stamp
        : settings().OpenIdConnect is { } provider && provider.RoleOf(user.FindAll(Group).Select(c => c.Value)) is { } role
        && user.IsInRole(role);

    /// <summary>A history that is away for a moment ends no session.</summary>
    private bool IsEnded(string session)
    {
        try
        {
            return historyStore.Read(db => db.ExecuteScalar<long>("select count(*) from keys where name = @name",
                new { name = Ended + session })) > 0;
        }
        catch (Exception e) when (DatabaseFault.MayPass(e))
        {
            return false;
        }
    }

    private static string StampOf(Person person) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{person.Name}\n{person.Role}\n{person.Hash}")).AsSpan(0, 16));
}
