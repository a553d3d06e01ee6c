using Paracle.Testing.Conformance;

namespace Paracle.Store.Sqlite.Tests;

/// <summary>The suite of checks, for each of the store's.</summary>
public abstract class SqliteStoreCheckConformance(string name) : StoreCheckConformance
{
    private readonly StoreUnderTest _store = new();

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        await _store.DisposeAsync();
    }

    protected override async ValueTask<IStoreCheck> CreateAsync(TimeProvider timeProvider) =>
        (await _store.StartAsync(timeProvider)).Get<IEnumerable<IStoreCheck>>().Single(check => string.Equals(check.Name, name, StringComparison.Ordinal));

    protected override ValueTask<string> DescribeStateAsync() => new($"""
        {_store.Folder.Run("SELECT group_concat(sql) FROM sqlite_master")}
        {_store.Folder.Run("SELECT group_concat(id || checksum || applied_at) FROM paracle_migration")}
        """);
}

public sealed class SqliteSchemaCheckTests() : SqliteStoreCheckConformance("sqlite.schema");

public sealed class SqliteDurabilityCheckTests() : SqliteStoreCheckConformance("sqlite.durability");

public sealed class SqliteIntegrityCheckTests() : SqliteStoreCheckConformance("sqlite.integrity");

public sealed class SqliteWritableCheckTests() : SqliteStoreCheckConformance("sqlite.writable");
