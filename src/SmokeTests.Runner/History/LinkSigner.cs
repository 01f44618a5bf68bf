using System.Security.Cryptography;
using System.Text;
using Dapper;

namespace SmokeTests.Runner.History;

/// <summary>
/// Signs links, so that who has a message can act on what it tells of, and nobody else. The key stands in the history: all nodes
/// share it.
/// </summary>
internal sealed class LinkSigner(HistoryStore historyStore)
{
    private const int KeyBytes = 32;
    private const int SignatureBytes = 16;

    /// <summary>Asked for again where the history did not answer.</summary>
    private readonly Lazy<byte[]> key = new(() => historyStore.Write((db, transaction) =>
    {
        var fresh = Convert.ToHexString(RandomNumberGenerator.GetBytes(KeyBytes));
        db.Execute("insert into keys (name, value) values ('links', @fresh) on conflict (name) do nothing", new { fresh }, transaction);
        var known = db.ExecuteScalar<string>("select value from keys where name = 'links'", transaction: transaction)!;
        if (known.Length == KeyBytes * 2 && known.All(char.IsAsciiHexDigit))
            return Convert.FromHexString(known);
        // What stands there is no key: links that it may once have signed hold no more.
        db.Execute("update keys set value = @fresh where name = 'links'", new { fresh }, transaction);
        return Convert.FromHexString(fresh);
    }), LazyThreadSafetyMode.PublicationOnly);

    public string Sign(string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key.Value, Encoding.UTF8.GetBytes(text)).AsSpan(0, SignatureBytes));

    public bool Holds(string text, string signature) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Sign(text)), Encoding.ASCII.GetBytes(signature));
}
