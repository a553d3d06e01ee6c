using Microsoft.Extensions.DependencyInjection;

namespace Paracle.Store.Sqlite.Tests;

/// <summary>Stores on a file of their own, for one test of a conformance suite.</summary>
internal sealed class StoreUnderTest : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly List<TestStore> _stores = [];

    public TestFolder Folder => _folder;

    public async ValueTask<TPort> StartAsync<TPort>(TimeProvider timeProvider)
        where TPort : class => (await StartAsync(timeProvider)).Get<TPort>();

    public async ValueTask<TestStore> StartAsync(TimeProvider timeProvider, DurableQueueOptions? queue = null)
    {
        // The suites judge answers, not durability, which would cost each test its syncs.
        var store = await TestStore.StartAsync(
            _folder.File,
            options => options.Synchronous = SqliteSynchronous.Normal,
            services => services.AddSingleton(timeProvider).Configure<DurableQueueOptions>(options =>
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

        _folder.Dispose();
    }
}
