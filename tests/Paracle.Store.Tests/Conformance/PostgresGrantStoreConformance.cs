using Paracle.Testing.Conformance;

namespace Paracle.Store.Tests;

public abstract class PostgresGrantStoreConformance(TestSchema schema, Route route) : GrantStoreConformance, IClassFixture<TestSchema>
{
    private readonly StoreUnderTest _store = new(schema, route);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override async ValueTask<IGrantStore> CreateAsync(TimeProvider timeProvider) => (await _store.StartAsync(timeProvider)).Get<IGrantStore>();
}

public sealed class GrantStoreDirectTests(TestSchema schema) : PostgresGrantStoreConformance(schema, Route.Direct);

public sealed class GrantStorePgBouncerTests(TestSchema schema) : PostgresGrantStoreConformance(schema, Route.PgBouncer);
