using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Paracle.Testing;

namespace Paracle.Store.Tests;

public sealed class ExecutionMonthsTests : IAsyncLifetime
{
    private static readonly DateTimeOffset LateInDecember = new(2026, 12, 31, 23, 59, 59, 999, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(LateInDecember);
    private readonly TestSchema _schema = new(); // one for each test

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _schema.DisposeAsync();

    [Theory]
    [InlineData("Pacific/Auckland", Route.Direct)]
    [InlineData("America/St_Johns", Route.Direct)]
    [InlineData("Etc/GMT+12", Route.Direct)]
    [InlineData("Pacific/Auckland", Route.PgBouncer)]
    [InlineData("America/St_Johns", Route.PgBouncer)]
    public async Task Start_WhateverTheSessionsTimeZone_MonthsAreUtcAndAhead(string zone, Route route)
    {
        await using var store = await StartAsync(route, options => options.ConnectionString += $";Timezone={zone}");
        var bounds = await Sql.QueryAsync($"""
            SET TIME ZONE 'UTC'; SELECT relname, pg_get_expr(relpartbound, child.oid) FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
            WHERE inhparent = '{_schema.Name}.executions'::regclass ORDER BY 1
            """);
        bounds.ShouldBe(
        [
            "executions_2026_12|FOR VALUES FROM ('2026-12-01 00:00:00+00') TO ('2027-01-01 00:00:00+00')",
            "executions_2027_01|FOR VALUES FROM ('2027-01-01 00:00:00+00') TO ('2027-02-01 00:00:00+00')",
            "executions_2027_02|FOR VALUES FROM ('2027-02-01 00:00:00+00') TO ('2027-03-01 00:00:00+00')",
            "executions_2027_03|FOR VALUES FROM ('2027-03-01 00:00:00+00') TO ('2027-04-01 00:00:00+00')",
        ]);
        await ShouldKeepAsync(store, LateInDecember, "executions_2026_12");
        await ShouldKeepAsync(store, LateInDecember.AddMilliseconds(1), "executions_2027_01");
    }

    [Theory]
    [InlineData(Route.Direct)]
    [InlineData(Route.PgBouncer)]
    public async Task Write_MonthIsMissing_IsMadeOnDemand(Route route)
    {
        await using var store = await StartAsync(route);
        await ShouldKeepAsync(store, LateInDecember.AddMonths(9), "executions_2027_09");
        await ShouldKeepAsync(store, LateInDecember.AddYears(-9), "executions_2017_12");
        await ShouldKeepAsync(store, new DateTimeOffset(2028, 2, 29, 12, 0, 0, TimeSpan.Zero), "executions_2028_02");
    }

    [Fact]
    public async Task Write_ManyHostsMissTheSameMonth_AllSucceed()
    {
        await using var one = await StartAsync(Route.Direct);
        await using var two = await StartAsync(Route.PgBouncer);
        _time.Advance(TimeSpan.FromDays(300));
        var outcomes = await Race.RunAsync(32, async racer =>
            await (racer % 2 == 0 ? one : two).Executions.WriteAsync(Samples.Execution(_time), Token));
        outcomes.ShouldAllBe(outcome => outcome == ExecutionWriteOutcome.Applied);
        (await MonthsAsync()).Count(month => month == "executions_2027_10").ShouldBe(1);
    }

    [Fact]
    public async Task Append_WithAnExecutionOfAMissingMonth_CommitsBoth()
    {
        await using var store = await StartAsync(Route.Direct);
        _time.Advance(TimeSpan.FromDays(300));
        var execution = Samples.Execution(_time);
        (await store.Get<IDurableQueue>().AppendAsync(execution, [Samples.Message()], Token)).ShouldBe(ExecutionWriteOutcome.Applied);
        (await store.Executions.FindAsync(execution.Tenant, execution.Id, Token)).ShouldBe(execution);
        (await store.Get<IDurableQueue>().GetDepthAsync(Samples.Message().Queue, Token)).Waiting.ShouldBe(1);
    }

    [Theory]
    [InlineData(121)]
    [InlineData(-121)]
    public async Task Write_ClockIsAbsurd_RefusedAndNoTableMade(int months)
    {
        await using var store = await StartAsync(Route.Direct);
        var before = await MonthsAsync();
        var execution = Samples.Execution(new FakeTimeProvider(LateInDecember.AddMonths(months)));
        await Should.ThrowAsync<InvalidInputException>(async () => await store.Executions.WriteAsync(execution, Token));
        (await MonthsAsync()).ShouldBe(before);
        (await store.Executions.FindAsync(execution.Tenant, execution.Id, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Write_MonthIsMissingAndHostOnlyVerifies_SaysSo()
    {
        await using (await StartAsync(Route.Direct))
        {
        }

        await using var store = await StartAsync(Route.Direct, options => options.Migrations = PostgresMigrationMode.Verify);
        await store.Executions.WriteAsync(Samples.Execution(_time), Token);
        _time.Advance(TimeSpan.FromDays(300));
        var error = await Should.ThrowAsync<ConfigurationException>(async () => await store.Executions.WriteAsync(Samples.Execution(_time), Token));
        error.Message.ShouldContain("2027-10");
    }

    [Fact]
    public async Task Write_CheckViolated_IsNotTakenForAMissingMonth()
    {
        await using var store = await StartAsync(Route.Direct);
        await Sql.ExecuteAsync($"ALTER TABLE {_schema.Name}.executions ADD CONSTRAINT no_cats CHECK (target <> 'cat')");
        var error = await Should.ThrowAsync<UnavailableException>(async () => await store.Executions.WriteAsync(Samples.Execution(_time, target: "cat"), Token));
        error.Message.ShouldContain("23514");
    }

    [Fact]
    public async Task Start_MonthIsMade_WithEveryIndexOfTheParent()
    {
        await using var store = await StartAsync(Route.Direct);
        var indexes = await Sql.QueryAsync($"""
            SELECT count(*) FROM pg_index WHERE indrelid = '{_schema.Name}.executions_2027_01'::regclass AND indisvalid
            """);
        indexes.ShouldBe(["3"]);
        (await Sql.QueryAsync($"SELECT count(*) FROM pg_inherits WHERE inhparent = '{_schema.Name}.executions_target_state'::regclass")).ShouldBe(["4"]);
    }

    private async Task ShouldKeepAsync(TestStore store, DateTimeOffset createdAt, string partition)
    {
        var execution = Samples.Execution(new FakeTimeProvider(createdAt));
        (await store.Executions.WriteAsync(execution, Token)).ShouldBe(ExecutionWriteOutcome.Applied);
        (await store.Executions.FindAsync(execution.Tenant, execution.Id, Token)).ShouldBe(execution);
        (await Sql.QueryAsync($"SELECT tableoid::regclass::text FROM {_schema.Name}.executions WHERE id = '{execution.Id}'")).ShouldBe([$"{_schema.Name}.{partition}"]);
    }

    private Task<List<string>> MonthsAsync() =>
        Sql.QueryAsync($"SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid WHERE inhparent = '{_schema.Name}.executions'::regclass ORDER BY 1");

    private Task<TestStore> StartAsync(Route route, Action<PostgresStoreOptions>? configure = null) =>
        TestStore.StartAsync(_schema, route, configure, services => services.AddSingleton<TimeProvider>(_time));
}
