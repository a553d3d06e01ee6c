using Paracle.Testing.Conformance;

namespace Paracle.Store.Tests;

public abstract class PostgresClusterLeaseConformance(TestSchema schema, Route route) : ClusterLeaseConformance, IClassFixture<TestSchema>
{
    protected override async ValueTask<IClusterLease> CreateAsync(TimeProvider timeProvider) => (await schema.ShareAsync(route, timeProvider)).Get<IClusterLease>();
}

public sealed class ClusterLeaseDirectTests(TestSchema schema) : PostgresClusterLeaseConformance(schema, Route.Direct);

public sealed class ClusterLeasePgBouncerTests(TestSchema schema) : PostgresClusterLeaseConformance(schema, Route.PgBouncer);
