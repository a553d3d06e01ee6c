using Npgsql;
using Paracle.Testing;

namespace Paracle.Store.Tests;

/// <summary>A transaction that holds what its statement takes, until it is disposed of.</summary>
internal sealed class HeldLock : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection = new(new NpgsqlConnectionStringBuilder(TestServers.Postgres) { Pooling = false }.ConnectionString);

    public static async Task<HeldLock> TakeAsync(string statement)
    {
        var held = new HeldLock();
        await held._connection.OpenAsync();
        await using var command = new NpgsqlCommand($"BEGIN; {statement}", held._connection);
        await command.ExecuteNonQueryAsync();
        return held;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
