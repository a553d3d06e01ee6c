using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Paracle.Testing;

namespace Paracle.Store.Tests;

/// <summary>The turn of a month while executions are written and a long reader is open: the next month ahead is made, and the oldest detached.</summary>
public sealed class MonthRolloverTests : IAsyncLifetime
{
    private const int Writers = 8;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2025, 6, 30, 23, 59, 0, TimeSpan.Zero));
    private readonly TestSchema _schema = new();
    private readonly MaintenanceHost _host;

    public MonthRolloverTests() => _host = new MaintenanceHost(_schema, _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _schema.DisposeAsync();

    [Theory]
    [InlineData(Route.Direct)]
    [InlineData(Route.PgBouncer)]
    [Trait("Category", "Slow")]
    public async Task Rollover_UnderLoadWithAReaderOfSixSecondsOpen_NoInsertFails(Route route)
    {
        await using (var before = await _host.StartAsync())
        {
            await MaintenanceHost.WriteAsync(before, _time.GetUtcNow().AddMonths(-1)); // May, which ends with June
            await before.StopAsync();
        }

        await using var store = await _host.StartAsync(options => options.Retention = TimeSpan.FromDays(30), route);
        var latencies = new ConcurrentBag<TimeSpan>();
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, Writers).Select(_ => Task.Run(() => WriteAsync(store, latencies, stop.Token), Token)).ToList();
        await ReadForSixSecondsAsync();
        await Waiting.UntilAsync(() => !latencies.IsEmpty);
        var quiet = Say(latencies); // what the machine does without a turn
        latencies.Clear();
        var reading = ReadForSixSecondsAsync();
        await Waiting.UntilAsync(async () =>
        {
            _time.Advance(TimeSpan.FromMinutes(5)); // over the turn, until the maintainer has run
            return await _host.PartitionsAsync() is { } months && months.StartsWith("2025_06 ", StringComparison.Ordinal) && months.EndsWith("2025_10", StringComparison.Ordinal);
        });
        await reading;
        await Waiting.UntilAsync(async () => (await Sql.QueryAsync($"SELECT count(*) > 0 FROM {_schema.Name}.executions_2025_07"))[0] == "True");
        await stop.CancelAsync();
        var written = (await Task.WhenAll(writers)).Sum();

        (await Sql.QueryAsync($"SELECT count(*) FROM {_schema.Name}.executions")).ShouldBe([$"{written}"]);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{route}, {Writers} writers, a reader of 6 s open: at the turn {Say(latencies)}; without one {quiet}");
    }

    private static string Say(IEnumerable<TimeSpan> latencies)
    {
        var sorted = latencies.Order().ToList();
        return $"{sorted.Count} inserts, the longest {sorted[^1].TotalMilliseconds:F0} ms, the median {sorted[sorted.Count / 2].TotalMilliseconds:F1} ms";
    }

    // An insert that fails ends the writer, and the test with it.
    private async Task<int> WriteAsync(TestStore store, ConcurrentBag<TimeSpan> latencies, CancellationToken stop)
    {
        var written = 0;
        while (!stop.IsCancellationRequested)
        {
            var began = TimeProvider.System.GetTimestamp();
            (await store.Executions.WriteAsync(Samples.Execution(_time), Token)).ShouldBe(ExecutionWriteOutcome.Applied);
            latencies.Add(TimeProvider.System.GetElapsedTime(began));
            written++;
        }

        return written;
    }

    private async Task ReadForSixSecondsAsync()
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(TestServers.Postgres) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = new NpgsqlCommand($"BEGIN; SELECT count(*) FROM {_schema.Name}.executions; SELECT pg_sleep(6); COMMIT", connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
