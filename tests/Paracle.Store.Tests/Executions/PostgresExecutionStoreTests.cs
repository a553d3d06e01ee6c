using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using NpgsqlTypes;
using Paracle.Testing;

namespace Paracle.Store.Tests;

public sealed class PostgresExecutionStoreTests(TestSchema schema) : IClassFixture<TestSchema>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly ExecutionSql _sql = new(new SqlIdentifier(schema.Name));

    [Fact]
    public async Task Find_ManyIds_OpensTheirMonthsAlone()
    {
        await using var store = await TestStore.StartAsync(schema);
        var key = new ExecutionKey(TenantId.Default, Samples.Execution().Id);
        var plan = await ExplainAsync(new SqlStatement(
            ExecutionSql.FindMany(new SqlIdentifier(schema.Name)),
            SqlValue.Texts([key.Tenant.Value]),
            SqlValue.Column(NpgsqlDbType.TimestampTz, [key.Id.CreatedAt.UtcDateTime]),
            SqlValue.Column(NpgsqlDbType.Uuid, [key.Id.Value]),
            SqlValue.Time(key.Id.CreatedAt),
            SqlValue.Time(key.Id.CreatedAt)));
        PartitionsIn(plan).ShouldBe([ExecutionMonth.Of(key.Id.CreatedAt).Partition.Name]);
        plan.ShouldContain("Index Scan");
    }

    [Fact]
    public async Task Find_TimeOutsideTheWindow_IsNotThereWithoutAQuery()
    {
        await using var store = await TestStore.StartAsync(schema);
        await Sql.ExecuteAsync($"ALTER TABLE {schema.Name}.executions RENAME TO hidden"); // a query would fail
        var farAway = ExecutionId.New(new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddYears(11)));
        (await store.Executions.FindAsync(TenantId.Default, farAway, Token)).ShouldBeNull();
        await Should.ThrowAsync<ConfigurationException>(async () => await store.Executions.FindAsync(TenantId.Default, Samples.Execution().Id, Token));
        await Sql.ExecuteAsync($"ALTER TABLE {schema.Name}.hidden RENAME TO executions");
    }

    [Fact]
    public async Task Write_OfOneId_TouchesOnePartition()
    {
        await using var store = await TestStore.StartAsync(schema);
        var execution = Samples.Execution();
        await store.Executions.WriteAsync(execution, Token);
        var columns = new ExecutionColumns(new SqlIdentifier(schema.Name));
        columns.Fill([execution]);
        var plan = await ExplainAsync(new SqlStatement(ExecutionSql.WriteMany(new SqlIdentifier(schema.Name)), columns.ToParameters()));
        plan.ShouldContain("Conflict Resolution: UPDATE");
        PartitionsIn(plan).ShouldBeEmpty("the row is routed; no partition is read");
    }

    [Fact]
    public async Task List_OfARange_TouchesItsMonths()
    {
        await using var store = await TestStore.StartAsync(schema);
        var month = ExecutionMonth.Of(TimeProvider.System.GetUtcNow());
        var filter = new ExecutionFilter { From = month.Next.Start, To = month.Next.Next.Start.AddMilliseconds(-1) };
        var plan = await ExplainAsync(_sql.List(new ExecutionRange(TenantId.Default, filter, PageRequest.First)));
        PartitionsIn(plan).ShouldBe([month.Next.Partition.Name]);
    }

    [Fact]
    public async Task List_NextPage_StopsAtThePartitionOfTheCursor()
    {
        await using var store = await TestStore.StartAsync(schema);
        var cursor = Samples.Execution().Id;
        var plan = await ExplainAsync(_sql.List(new ExecutionRange(TenantId.Default, ExecutionFilter.All, new PageRequest(10, PageCursor.After(cursor.ToString())))));
        PartitionsIn(plan).ShouldNotContain(ExecutionMonth.Of(cursor.CreatedAt).Next.Partition.Name);
        PartitionsIn(plan).ShouldContain(ExecutionMonth.Of(cursor.CreatedAt).Partition.Name);
        plan.ShouldNotContain("Sort");
    }

    private static List<string> PartitionsIn(string plan) =>
        Regex.Matches(plan, @" on (?<partition>executions_\d{4}_\d{2})\b", RegexOptions.ExplicitCapture, Waiting.Limit)
            .Select(match => match.Groups["partition"].Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();

    private static async Task<string> ExplainAsync(SqlStatement statement)
    {
        await using var connection = new NpgsqlConnection(TestServers.Postgres);
        await connection.OpenAsync(Token);
        await Sql.ExecuteOnAsync(connection, "SET enable_seqscan = off; SET enable_sort = off"); // a table of a few rows would be read whole
        await using var command = new NpgsqlCommand($"EXPLAIN (COSTS OFF) {statement.Text.Value}", connection);
        command.Parameters.AddRange(statement.Values);
        await using var reader = await command.ExecuteReaderAsync(Token);
        var lines = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            lines.Add(reader.GetString(0));
        }

        return string.Join('\n', lines);
    }
}
