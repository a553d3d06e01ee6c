using Npgsql;
using Paracle.Testing;

namespace Paracle.Tool.Tests;

/// <summary>A schema of its own for each test, dropped at the end.</summary>
public abstract class ToolSchema : IAsyncDisposable
{
    protected string Schema { get; } = $"tool_{Guid.NewGuid():N}";

    public async ValueTask DisposeAsync()
    {
        await ExecuteAsync($"DROP SCHEMA IF EXISTS {Schema} CASCADE");
        GC.SuppressFinalize(this);
    }

    protected static async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(TestServers.Postgres);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
