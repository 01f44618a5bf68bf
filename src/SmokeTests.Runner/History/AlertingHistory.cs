namespace SmokeTests.Runner.History;

/// <summary>What a history holds of incidents and of what is told of them.</summary>
/// <param name="historyStore">The history.</param>
/// <param name="sender">Whose claims of messages hold after a restart; null where several runners send.</param>
internal sealed class AlertingHistory(HistoryStore historyStore, string? sender = null)
{
    public Incidents Incidents { get; } = new(historyStore);

    public Outbox Outbox { get; } = new(historyStore, sender);

    public Silences Silences { get; } = new(historyStore);

    public Deploys Deploys { get; } = new(historyStore);

    public LinkSigner LinkSigner { get; } = new(historyStore);
}
