using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Testing;

namespace Paracle.Integration.Tests.WriteBehind;

/// <summary>Write-behind over each journal, put together as a host does.</summary>
public sealed class WriteBehindJournalTests : IDisposable
{
    private const string Queue = "write-behind.texts";

    private readonly string _schema = $"behind_{Guid.NewGuid():N}";
    private readonly string _folder = Directory.CreateTempSubdirectory("write-behind-").FullName;

    public static TheoryData<string> Journals => ["memory", "sqlite", "postgres", "pgbouncer"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Journals))]
    public async Task Write_ManyKeysAndHosts_EachEndsWithItsLastInOrderAndTheCacheShowsIt(string journal)
    {
        await using var host = await StartAsync(journal);
        var (writes, cache) = (host.GetRequiredService<IWriteBehind<string>>(), host.GetRequiredService<HybridCache>());
        var sink = (TextSink)host.GetRequiredService<IWriteBehindSink<string>>();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async key =>
        {
            for (var number = 1; number <= 15; number++)
            {
                await writes.WriteBehindAsync(TenantId.Default, $"k{key}", $"{number:00}", Token);
                (await ReadAsync($"k{key}")).ShouldBe($"{number:00}", "at once");
            }
        }));

        await Waiting.UntilAsync(async () => await host.GetRequiredService<IDurableQueue>().GetDepthAsync(Queue, Token) is { Waiting: 0, Dead: 0 });

        foreach (var key in sink.Items.GroupBy(item => item.Key, StringComparer.Ordinal))
        {
            key.Select(item => item.Value!).ShouldBeInOrder(SortDirection.Ascending, key.Key);
            key.Last().Value.ShouldBe("15");
        }

        sink.Items.Sum(item => 1 + item.Superseded.Count).ShouldBe(300);
        (await ReadAsync("k0")).ShouldBe("15");
        await host.StopParacleAsync(Token);

        // The cache may forget what the source has: a worker may be there before the writer has come from the journal to the cache.
        ValueTask<string> ReadAsync(string key) =>
            cache.GetOrCreateAsync(key, _ => ValueTask.FromResult(sink.Items.Last(item => item.Key == key).Value!), cancellationToken: Token);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Write_HostEndsBeforeTheSourceHasIt_NextHostWritesIt(string journal)
    {
        await using (var first = await StartAsync(journal, writesToSource: false))
        {
            await first.GetRequiredService<IWriteBehind<string>>().WriteBehindAsync(TenantId.Default, "a", "1", Token);
            await first.GetRequiredService<IWriteBehind<string>>().RemoveBehindAsync(TenantId.Default, "b", Token);
            await first.StopParacleAsync(Token);
        }

        await using var second = await StartAsync(journal);
        await Waiting.UntilAsync(async () => (await second.GetRequiredService<IDurableQueue>().GetDepthAsync(Queue, Token)).Waiting == 0);

        ((TextSink)second.GetRequiredService<IWriteBehindSink<string>>()).Items.Select(item => (item.Key, item.Value, item.IsRemoval)).Order()
            .ShouldBe([("a", "1", false), ("b", null, true)]);
        await second.StopParacleAsync(Token);
    }

    [Theory]
    [MemberData(nameof(Journals))]
    public async Task Stop_WritesWait_AreWrittenFirst(string journal)
    {
        await using var host = await StartAsync(journal);
        var writes = host.GetRequiredService<IWriteBehind<string>>();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(key => writes.WriteBehindAsync(TenantId.Default, $"k{key}", "1", Token).AsTask()));

        await host.StopParacleAsync(Token);

        ((TextSink)host.GetRequiredService<IWriteBehindSink<string>>()).Items.Count().ShouldBe(200);
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        using var connection = new Npgsql.NpgsqlConnection(TestServers.Postgres);
        connection.Open();
        using var drop = new Npgsql.NpgsqlCommand($"DROP SCHEMA IF EXISTS {_schema} CASCADE", connection);
        drop.ExecuteNonQuery();
    }

    private async Task<ServiceProvider> StartAsync(string journal, bool writesToSource = true)
    {
        var host = new ServiceCollection().AddParacle(paracle =>
        {
            _ = journal switch
            {
                "memory" => paracle.UseInMemory(),
                "sqlite" => paracle.UseSqlite(options => options.Path = Path.Combine(_folder, "journal.db")),
                "postgres" => paracle.UsePostgres(options =>
                {
                    (options.ConnectionString, options.Schema) = (TestServers.Postgres, _schema);
                    options.ConnectTimeout = options.PoolWaitTimeout = Waiting.Limit;
                }),
                _ => paracle.UsePostgres(options =>
                {
                    (options.ConnectionString, options.MaintenanceConnectionString, options.Schema, options.Pooling)
                        = (TestServers.PgBouncer, TestServers.Postgres, _schema, PostgresPooling.PgBouncerTransaction);
                    options.ConnectTimeout = options.PoolWaitTimeout = Waiting.Limit;
                }),
            };
            paracle.AddWriteBehind<string, TextSink>("texts", options =>
                (options.WritesToSource, options.BatchSize, options.DrainTimeout) = (writesToSource, 100, Waiting.Limit));
        }).BuildServiceProvider();
        await host.StartParacleAsync(Token);
        return host;
    }

    private sealed class TextSink : IWriteBehindSink<string>
    {
        private readonly ConcurrentQueue<WriteBehindItem<string>> _items = [];

        public IEnumerable<WriteBehindItem<string>> Items => _items;

        public Task WriteAsync(WriteBehindBatch<string> batch, CancellationToken cancellationToken)
        {
            foreach (var item in batch.Items)
            {
                _items.Enqueue(item);
            }

            return Task.CompletedTask;
        }
    }
}
