using Paracle.Testing.Conformance;

namespace Paracle.Store.Tests;

public abstract class PostgresGrantStoreConformance(TestSchema schema, Route route) : GrantStoreConformance, IClassFixture<TestSchema>
{
    protected override async ValueTask<IGrantStore> CreateAsync(TimeProvider timeProvider) => (await schema.ShareAsync(route, timeProvider)).Get<IGrantStore>();
}

public sealed class GrantStoreDirectTests(TestSchema schema) : PostgresGrantStoreConformance(schema, Route.Direct);

public sealed class GrantStorePgBouncerTests(TestSchema schema) : PostgresGrantStoreConformance(schema, Route.PgBouncer);
