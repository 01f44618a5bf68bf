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
