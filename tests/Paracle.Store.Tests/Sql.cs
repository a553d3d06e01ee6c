using Npgsql;
using Paracle.Testing;

namespace Paracle.Store.Tests;

/// <summary>What no store does, as the server's superuser: dropping schemas, ending backends, making roles, looking at catalogs.</summary>
internal static class Sql
{
    public static async Task<int> ExecuteAsync(string sql, string? connectionString = null)
    {
        await using var connection = await OpenAsync(connectionString);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync();
    }

    public static async Task ExecuteOnAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The rows, their columns joined by bars.</summary>
    public static async Task<List<string>> QueryAsync(string sql, string? connectionString = null)
    {
        await using var connection = await OpenAsync(connectionString);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(column => reader.IsDBNull(column) ? "" : reader.GetValue(column).ToString())));
        }

        return rows;
    }

    /// <summary>Drops a schema. What a killed host had under way may still hold locks of it, and of a deadlock this may be the victim.</summary>
    public static Task DropSchemaAsync(string name) => Waiting.UntilAsync(async () =>
    {
        try
        {
            await ExecuteAsync($"DROP SCHEMA IF EXISTS {name} CASCADE");
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.DeadlockDetected)
        {
            return false;
        }
    });

    private static async Task<NpgsqlConnection> OpenAsync(string? connectionString)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString ?? TestServers.Postgres) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
