using Microsoft.Extensions.DependencyInjection;

namespace Paracle.Store.Tests;

/// <summary>The stores that one test of a conformance suite opens.</summary>
internal sealed class StoreUnderTest(TestSchema schema, Route route) : IAsyncDisposable
{
    private readonly List<TestStore> _stores = [];

    public async ValueTask<TestStore> StartAsync(TimeProvider timeProvider, DurableQueueOptions? queue = null)
    {
        var store = await TestStore.StartAsync(schema, route, services: services => services.AddSingleton(timeProvider).Configure<DurableQueueOptions>(options =>
        {
            queue ??= new DurableQueueOptions();
            (options.Lanes, options.Capacity, options.DeadLetterMode) = (queue.Lanes, queue.Capacity, queue.DeadLetterMode);
        }));
        _stores.Add(store);
        return store;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }
    }
}
