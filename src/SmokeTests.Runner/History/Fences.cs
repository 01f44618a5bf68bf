using System.Data.Common;

namespace SmokeTests.Runner.History;

/// <summary>Where several runners share a history: what a shard's former owner writes late is refused.</summary>
internal interface IFences
{
    /// <summary>The number under which this runner has a shard; null where it has not.</summary>
    long? FenceOf(int shard);

    /// <summary>Those of the shards that are not this runner's any more: true until the transaction ends.</summary>
    IReadOnlySet<int> Lost(IReadOnlyCollection<int> shards, DbConnection db, DbTransaction transaction);

    /// <summary>Waits until no other runner is about to commit runs.</summary>
    void Await(DbConnection db, DbTransaction transaction);
}

/// <summary>Another runner has taken over meanwhile: nothing was written.</summary>
internal sealed class TakenOverException() : DbException("another runner has taken this over");

/// <summary>Due times at which a check did not run.</summary>
/// <param name="Since">Its last run before them.</param>
/// <param name="Times">How many due times there were until <paramref name="Until"/>: no more than a thousand are counted.</param>
internal sealed record Gap(string Check, DateTimeOffset Since, DateTimeOffset Until, int Times, string Why);
