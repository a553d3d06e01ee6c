using Npgsql;
using Paracle.Testing;

namespace Paracle.Store.Tests.Faults;

/// <summary>The server of a class of tests that break it one after another.</summary>
public sealed class FaultCluster : IAsyncLifetime
{
    public const int MaxConnections = 40;

    private PostgresCluster? _postgres;

    public PostgresCluster Postgres => _postgres!;

    public async ValueTask InitializeAsync() => _postgres = await PostgresCluster.CreateAsync(("max_connections", $"{MaxConnections}"));

    public ValueTask DisposeAsync() => Postgres.DisposeAsync();

    /// <summary>A transaction that holds what the statement takes, until it is disposed of.</summary>
    public async Task<NpgsqlConnection> HoldAsync(string statement)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Postgres.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await ExecuteAsync(connection, $"BEGIN; {statement}");
        return connection;
    }

    public static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Waits until so many sessions wait for a lock.</summary>
    public Task WaitUntilBlockedAsync(int sessions) => Waiting.UntilAsync(async () =>
        int.Parse(await Postgres.QueryAsync("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")) >= sessions);
}
