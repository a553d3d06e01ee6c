using Npgsql;

namespace Paracle.Store.Tests;

/// <summary>The servers of the test run. A missing one fails the test that needs it.</summary>
internal static class TestServer
{
    /// <summary>A superuser's way to the database, for what no store does: dropping schemas, ending backends, making roles.</summary>
    public static string Direct => Find("PARACLE_TEST_POSTGRES");

    /// <summary>The same database through PgBouncer in transaction mode.</summary>
    public static string ThroughPgBouncer => Find("PARACLE_TEST_PGBOUNCER");

    public static async Task<int> ExecuteAsync(string sql, string? connectionString = null)
    {
        await using var connection = await OpenAsync(connectionString);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync();
    }

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

    private static async Task<NpgsqlConnection> OpenAsync(string? connectionString)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString ?? Direct) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static string Find(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"{variable} is not set, and these tests speak to real servers. Run: eval \"$(eng/services.sh up)\"");
}
