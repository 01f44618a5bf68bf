using System.Data.Common;
using Dapper;

namespace SmokeTests.Databases;

/// <summary>
/// One query in a session of its own, which ends when it is told to, whatever the driver does: one that does not heed its
/// token, or works on the thread that asks it, is left behind and its connection disposed of when it lets go.
/// </summary>
/// <param name="engine">The product.</param>
/// <param name="session">Not opened yet; the query disposes of it.</param>
/// <param name="limit">The command's own time-out, so that what is left behind has an end too.</param>
internal sealed class Query(DatabaseEngine engine, DbConnection session, TimeSpan limit)
{
    /// <summary>Whether it has a connection: until then it waits for one.</summary>
    public bool IsConnected { get; private set; }

    /// <param name="sql">The statement.</param>
    /// <param name="parameters">An object with a property for each parameter.</param>
    /// <param name="connected">Called when it begins to wait for the answer.</param>
    /// <param name="cancel">Ends the wait at once.</param>
    public async Task<T[]> Rows<T>(string sql, object? parameters, Action connected, CancellationToken cancel)
    {
        var asking = Task.Run(() => Ask<T>(sql, parameters, connected, cancel), CancellationToken.None);
        try
        {
            return await asking.WaitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            if (!asking.IsCompleted)
                DatabaseEngine.Interrupt(session);
            throw;
        }
    }

    private async Task<T[]> Ask<T>(string sql, object? parameters, Action connected, CancellationToken cancel)
    {
        await using var _ = session;
        await session.OpenAsync(cancel);
        if (engine.ReadOnly is { } readOnly)
            await session.ExecuteAsync(Command(readOnly, null, null, cancel));
        IsConnected = true;
        connected();
        // Where the session cannot be read-only, what was written in spite of all is undone.
        await using var transaction = engine.ReadOnly is null ? await session.BeginTransactionAsync(cancel) : null;
        var rows = await session.QueryAsync<T>(Command(sql, parameters, transaction, cancel));
        if (transaction is not null)
            await transaction.RollbackAsync(cancel);
        return [.. rows];
    }

    private CommandDefinition Command(string sql, object? parameters, DbTransaction? transaction, CancellationToken cancel) =>
        new(sql, parameters, transaction, Math.Max(1, (int)Math.Ceiling(limit.TotalSeconds)), cancellationToken: cancel);
}
