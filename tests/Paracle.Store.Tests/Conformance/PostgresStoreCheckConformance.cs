using Paracle.Testing.Conformance;

namespace Paracle.Store.Tests;

public abstract class PostgresStoreCheckConformance(TestSchema schema, Route route, string name) : StoreCheckConformance, IClassFixture<TestSchema>
{
    protected override async ValueTask<IStoreCheck> CreateAsync(TimeProvider timeProvider) =>
        (await schema.ShareAsync(route, timeProvider)).All<IStoreCheck>().Single(check => check.Name == name);

    protected override async ValueTask<string> DescribeStateAsync() => string.Join(
        '\n',
        [
            .. await Sql.QueryAsync($"SELECT relname, relkind FROM pg_class WHERE relnamespace = '{schema.Name}'::regnamespace ORDER BY 1"),
            .. await Sql.QueryAsync($"SELECT * FROM {schema.Name}.migrations ORDER BY id"),
        ]);
}

public sealed class ConnectionCheckDirectTests(TestSchema schema) : PostgresStoreCheckConformance(schema, Route.Direct, "postgres.connection");

public sealed class ConnectionCheckPgBouncerTests(TestSchema schema) : PostgresStoreCheckConformance(schema, Route.PgBouncer, "postgres.connection");

public sealed class SchemaCheckDirectTests(TestSchema schema) : PostgresStoreCheckConformance(schema, Route.Direct, "postgres.schema");

public sealed class SchemaCheckPgBouncerTests(TestSchema schema) : PostgresStoreCheckConformance(schema, Route.PgBouncer, "postgres.schema");

public sealed class PartitionsCheckDirectTests(TestSchema schema) : PostgresStoreCheckConformance(schema, Route.Direct, "postgres.partitions");

public sealed class PartitionsCheckPgBouncerTests(TestSchema schema) : PostgresStoreCheckConformance(schema, Route.PgBouncer, "postgres.partitions");
