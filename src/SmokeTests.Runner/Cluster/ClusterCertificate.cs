using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dapper;
using Npgsql;
using SmokeTests.Runner.Infrastructure;

namespace SmokeTests.Runner.Cluster;

/// <summary>
/// What the runners on one history know each other by: a certificate with its key in the history's own database, made by the
/// first of them. That very certificate counts and nothing else: no name, no issuer, no date. Once another one stands there
/// (somebody has deleted it, and a runner has made a new one), it is read within a minute, and as soon as somebody shows one that
/// is not known.
/// </summary>
internal sealed class ClusterCertificate(NpgsqlDataSource database, TimeProvider time, ILogger<ClusterCertificate> log)
{
    private const string Key = "cluster";

    /// <summary>A stranger who shows one again and again makes no more work for the database than this.</summary>
    private static readonly TimeSpan BetweenReads = TimeSpan.FromSeconds(1);

    /// <summary>As RFC 5280 writes that a certificate does not expire.</summary>
    private static readonly DateTimeOffset Never = new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);
    private readonly Lock gate = new();
    private volatile Known? known;
    private long? readAt;
    private string? said;

    /// <summary>Told when another certificate counts than before.</summary>
    public Action Replaced { get; set; } = () => { };

    /// <summary>The certificate with its key.</summary>
    /// <exception cref="InvalidOperationException">It has not been read yet.</exception>
    public X509Certificate2 Current =>
        (known ?? throw new InvalidOperationException("The certificate has not been read yet.")).Certificate;

    /// <summary>
    /// Reads it from the database. Where there is none one is made; of several runners that do so at once, one is the first.
    /// </summary>
    /// <exception cref="NodeException">There is one, but it cannot be used.</exception>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public async Task Read(CancellationToken cancel)
    {
        try
        {
            await using var db = await database.OpenConnectionAsync(cancel);
            var text = await Stored(db) ?? await Make(db);
            if (known?.Text == text)
                return;
            var isAnother = known is not null;
            known = new Known(text, Parse(text));
            if (isAnother)
                Replaced();
        }
        catch (PostgresException e) when (!DatabaseFault.MayPass(e))
        {
            throw new NodeException(
                $"The certificate of the runners cannot be read from the table \"keys\": {e.MessageText}. " +
                $"The user of \"history.database\" must be able to read and write that table.", e);
        }
    }

    /// <summary>
    /// Whether somebody who shows this certificate is a runner on this history. TLS has proven before that its key is there too.
    /// </summary>
    public bool Is(X509Certificate2 shown)
    {
        if (shown.RawDataMemory.Span.SequenceEqual(Current.RawDataMemory.Span))
            return true;
        if (IsTimeToRead())
            _ = ReadAgain();
        return false;
    }

    private static Task<string?> Stored(NpgsqlConnection db) =>
        db.ExecuteScalarAsync<string?>("select value from keys where name = @Key", new { Key });

    private static async Task<string> Make(NpgsqlConnection db)
    {
        // Whoever is second waits here for the first, and sees with the next statement what that one has made.
        await db.ExecuteAsync("insert into keys (name, value) values (@Key, @fresh) on conflict (name) do nothing",
            new { Key, fresh = Fresh() });
        return await Stored(db)
            ?? throw new NodeException(
                "The certificate of the runners has been deleted from the table \"keys\" in this very moment. Start this runner again.");
    }

    /// <summary>PKCS#12 without a password: what it would be kept from can read the password beside it.</summary>
    private static string Fresh()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=smoketests cluster", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, Never);
        return Convert.ToBase64String(made.ExportPkcs12(Pkcs12ExportPbeParameters.Pbes2Aes256Sha256, ""));
    }

    private static X509Certificate2 Parse(string text)
    {
        try
        {
            // On Windows TLS takes no key that is in memory alone: it lies with its user's keys for as long as this process lives.
            var read = X509CertificateLoader.LoadPkcs12(Convert.FromBase64String(text), "");
            return read.HasPrivateKey ? read : throw new CryptographicException("it has no key");
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            throw new NodeException(
                $"The certificate of the runners in the history cannot be used ({e.Message.TrimEnd('.')}). " +
                $"Delete it, and the next runner to start makes a new one: delete from keys where name = '{Key}'", e);
        }
    }

    private bool IsTimeToRead()
    {
        lock (gate)
        {
            if (readAt is { } at && time.GetElapsedTime(at) < BetweenReads)
                return false;
            readAt = time.GetTimestamp();
            return true;
        }
    }

    /// <summary>The same while runners run: what cannot be read now changes nothing.</summary>
    public async Task ReadAgain()
    {
        try
        {
            await Read(CancellationToken.None);
        }
        catch (Exception e) when (e is NodeException || ClusterShardOwnership.IsDatabaseAway(e))
        {
            if (e is NodeException && said != e.Message)
                log.LogWarning("The certificate of the runners was not read again: {Why}", said = e.Message);
        }
    }

    private sealed record Known(string Text, X509Certificate2 Certificate);
}
