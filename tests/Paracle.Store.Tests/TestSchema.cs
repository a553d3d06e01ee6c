namespace Paracle.Store.Tests;

/// <summary>A schema of its own for each test class, dropped at the end.</summary>
public sealed class TestSchema : IAsyncLifetime
{
    public string Name { get; } = $"test_{Guid.NewGuid():N}";

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await Sql.ExecuteAsync($"DROP SCHEMA IF EXISTS {Name} CASCADE");
}
