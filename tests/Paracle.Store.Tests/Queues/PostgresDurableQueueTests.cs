using Microsoft.Extensions.DependencyInjection;
using Paracle.Testing;

namespace Paracle.Store.Tests;

public sealed class PostgresDurableQueueTests(TestSchema schema) : IClassFixture<TestSchema>
{
    private readonly string _queue = $"queue-{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Append_AnotherNumberOfLanesWhileItemsWait_RefusedUntilTheQueueIsEmpty()
    {
        await using var before = await StartAsync(lanes: 4);
        await using var after = await StartAsync(lanes: 8);
        await before.Get<IDurableQueue>().AppendAsync([Samples.Message(queue: _queue)], Token);
        (await Should.ThrowAsync<ConfigurationException>(async () => await after.Get<IDurableQueue>().AppendAsync([Samples.Message(queue: _queue)], Token)))
            .Message.ShouldContain("4 lanes");
        await DrainAsync(before.Get<IDurableQueue>());
        await after.Get<IDurableQueue>().AppendAsync([Samples.Message(queue: _queue)], Token);
        (await after.Get<IDurableQueue>().GetDepthAsync(_queue, Token)).Waiting.ShouldBe(1);
    }

    [Fact]
    public async Task Append_MoreThanOneParameterCanHold_AllInOrder()
    {
        await using var store = await StartAsync(lanes: 1);
        var payload = new byte[1024 * 1024];
        var messages = Enumerable.Range(0, 70).Select(i => Samples.Message($"k{i}", _queue) with { Payload = payload }).ToList();
        await store.Get<IDurableQueue>().AppendAsync(messages, Token);
        var lane = (await store.Get<IDurableQueue>().LeaseLaneAsync(_queue, "worker", TimeSpan.FromMinutes(5), Token))!;
        (await store.Get<IDurableQueue>().ReadAsync(lane, 1000, Token)).Select(item => item.Message.Key).ShouldBe(messages.Select(message => message.Key));
    }

    [Fact]
    public async Task Append_CrossingQueuesAndEffects_NeitherDeadlocksNorMiscounts()
    {
        await using var one = await StartAsync(lanes: 4);
        await using var two = await StartAsync(lanes: 4, Route.PgBouncer);
        var messages = Enumerable.Range(0, 20).Select(i => Samples.Message($"k{i}", i % 2 == 0 ? _queue : _queue + "-b")).ToList();
        await Race.RunAsync(16, async racer =>
        {
            var order = racer % 3 == 0 ? messages : Enumerable.Reverse(messages).ToList();
            await (racer % 2 == 0 ? one : two).Get<IDurableQueue>().AppendAsync(order, Token);
            return true;
        });
        foreach (var queue in new[] { _queue, _queue + "-b" })
        {
            (await one.Get<IDurableQueue>().GetDepthAsync(queue, Token)).Waiting.ShouldBe(10);
        }
    }

    [Fact]
    public async Task Append_HostsThatMakeAQueueAtOnce_ItsCapacityHolds()
    {
        await using var one = await StartAsync(lanes: 4, capacity: 10);
        await using var two = await StartAsync(lanes: 4, capacity: 10);
        for (var round = 0; round < 10; round++)
        {
            var queue = $"{_queue}-{round}";
            var taken = await Race.RunAsync(24, racer => Race.SucceedsAsync<LimitExceededException>(
                () => (racer % 2 == 0 ? one : two).Get<IDurableQueue>().AppendAsync([Samples.Message(queue: queue)], Token)));
            taken.Count(isTaken => isTaken).ShouldBe(10);
            (await one.Get<IDurableQueue>().GetDepthAsync(queue, Token)).Waiting.ShouldBe(10);
        }
    }

    [Fact]
    public async Task Append_IdempotencyKeysThatBeginAlike_AreEffectsOfTheirOwn()
    {
        await using var store = await StartAsync(lanes: 4);
        string[] keys = ["1", "12", "order-2026-11-26-1", "order-2026-11-26-2", "elevenchars😀", "elevenchars😁", new('é', 1024), new string('é', 1023) + 'e'];
        for (var time = 0; time < 2; time++)
        {
            await store.Get<IDurableQueue>().AppendAsync([.. keys.Select(key => Samples.Message(queue: _queue) with { IdempotencyKey = key })], Token);
            (await store.Get<IDurableQueue>().GetDepthAsync(_queue, Token)).Waiting.ShouldBe(keys.Length);
        }
    }

    private async Task DrainAsync(IDurableQueue queue)
    {
        while (await queue.LeaseLaneAsync(_queue, "worker", TimeSpan.FromMinutes(5), Token) is { } lane)
        {
            await queue.CompleteAsync(lane, [.. (await queue.ReadAsync(lane, 100, Token)).Select(item => item.Id)], Token);
        }
    }

    private Task<TestStore> StartAsync(int lanes, Route route = Route.Direct, long capacity = 1000) => TestStore.StartAsync(
        schema, route, services: services => services.Configure<DurableQueueOptions>(options => (options.Lanes, options.Capacity) = (lanes, capacity)));
}
