using Paracle.Testing.Conformance;

namespace Paracle.Store.Tests;

public abstract class PostgresClusterLeaseConformance(TestSchema schema, Route route) : ClusterLeaseConformance, IClassFixture<TestSchema>
{
    private readonly StoreUnderTest _store = new(schema, route);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override async ValueTask<IClusterLease> CreateAsync(TimeProvider timeProvider) => (await _store.StartAsync(timeProvider)).Get<IClusterLease>();
}

public sealed class ClusterLeaseDirectTests(TestSchema schema) : PostgresClusterLeaseConformance(schema, Route.Direct);

public sealed class ClusterLeasePgBouncerTests(TestSchema schema) : PostgresClusterLeaseConformance(schema, Route.PgBouncer);
