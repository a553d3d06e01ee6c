using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Paracle.Testing;

namespace Paracle.Store.Tests;

public sealed class QueueListenerTests(TestSchema schema) : IClassFixture<TestSchema>
{
    private readonly string _queue = $"queue-{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Route.Direct)]
    [InlineData(Route.PgBouncer)]
    public async Task Watch_AppendByAnotherHost_TellsTheHostThatWaits(Route appender)
    {
        await using var waiting = await TestStore.StartAsync(schema);
        await using var other = await TestStore.StartAsync(schema, appender);
        await ListenAsync(waiting);
        for (var time = 0; time < 3; time++)
        {
            var appended = await WatchAsync(waiting);
            appended.IsCompleted.ShouldBeFalse();
            await other.Get<IDurableQueue>().AppendAsync([Samples.Message(queue: _queue)], Token);
            await appended.WaitAsync(Waiting.Limit, Token);
        }
    }

    [Fact]
    public async Task Watch_BehindPgBouncer_TellsOfAppendsOfItsOwnHost()
    {
        await using var store = await TestStore.StartAsync(schema, Route.PgBouncer);
        var appended = await WatchAsync(store);
        await store.Get<IDurableQueue>().AppendAsync(Samples.Execution(), [Samples.Message(queue: _queue)], Token);
        await appended.WaitAsync(Waiting.Limit, Token);
    }

    [Fact]
    public async Task Watch_LineBroken_ConnectsAgainAndWakesWhoMayHaveMissedSomething()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var store = await TestStore.StartAsync(schema, services: services => services.AddSingleton<TimeProvider>(clock));
        await ListenAsync(store);
        var appended = await WatchAsync(store);
        await Sql.QueryAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN \"{schema.Name}\"'");
        await Waiting.UntilAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return appended.IsCompleted;
        });
    }

    [Fact]
    public async Task Worker_IdleForLong_WorksAtOnceWhenTold()
    {
        await using var waiting = await TestStore.StartAsync(schema);
        await using var other = await TestStore.StartAsync(schema);
        await ListenAsync(waiting);
        var handled = new TaskCompletionSource();
        var options = new DurableQueueWorkerOptions { MinPoll = TimeSpan.FromHours(1), MaxPoll = TimeSpan.FromHours(1) };
        await using var worker = new DurableQueueWorker(waiting.Get<IDurableQueue>(), _queue, "worker", HandleAsync, options, TimeProvider.System, new Random(1));
        worker.Start();
        await other.Get<IDurableQueue>().AppendAsync([Samples.Message(queue: _queue)], Token);
        await handled.Task.WaitAsync(Waiting.Limit, Token);

        Task HandleAsync(QueueBatch batch, CancellationToken cancellationToken)
        {
            handled.TrySetResult();
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Append_NobodyWaits_SendsNoNotification()
    {
        await using var store = await TestStore.StartAsync(schema);
        await store.Get<IDurableQueue>().AppendAsync([Samples.Message(queue: _queue)], Token);
        (await Sql.QueryAsync($"SELECT awaited FROM {schema.Name}.queues WHERE name = '{_queue}'")).ShouldBe(["False"]);
        await WatchAsync(store);
        (await Sql.QueryAsync($"SELECT awaited FROM {schema.Name}.queues WHERE name = '{_queue}'")).ShouldBe(["True"]);
    }

    private async Task<Task> WatchAsync(TestStore store) => await ((IQueueSignal)store.Get<IDurableQueue>()).WatchAsync(_queue, Token);

    // The first watch opens the connection, which wakes all who wait once it listens: a watch that came before would end with that.
    private async Task ListenAsync(TestStore store) => await (await WatchAsync(store)).WaitAsync(Waiting.Limit, Token);
}
