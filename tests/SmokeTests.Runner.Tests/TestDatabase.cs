using Dapper;
using Npgsql;

namespace SmokeTests.Runner.Tests;

/// <summary>A database of its own in the PostgreSQL that the tests are given.</summary>
internal sealed class TestDatabase : IDisposable
{
    private const string Variable = "SMOKETESTS_POSTGRES";
    private readonly string server = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given
        : throw new InvalidOperationException(
            $"These tests need PostgreSQL: run them with dotnet run --project build -- test, or set {Variable}.");
    private readonly string name = $"test_{Guid.NewGuid():N}";

    public TestDatabase() => Ask($"create database {name}");

    public string Connection => new NpgsqlConnectionStringBuilder(server) { Database = name }.ToString();

    public void Dispose()
    {
        NpgsqlConnection.ClearAllPools();
        Ask($"drop database {name} with (force)");
    }

    private void Ask(string sql)
    {
        using var db = new NpgsqlConnection(server);
        db.Open();
        db.Execute(sql);
    }
}
