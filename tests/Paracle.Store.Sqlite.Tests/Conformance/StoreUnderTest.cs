using Microsoft.Extensions.DependencyInjection;

namespace Paracle.Store.Sqlite.Tests;

/// <summary>A store on a file of its own, for one test of a conformance suite.</summary>
internal sealed class StoreUnderTest : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private TestStore? _store;

    public async ValueTask<TPort> StartAsync<TPort>(TimeProvider timeProvider, DurableQueueOptions? queue = null)
        where TPort : class
    {
        // The suites judge answers, not durability, which would cost each test its syncs.
        _store = await TestStore.StartAsync(
            _folder.File,
            options => options.Synchronous = SqliteSynchronous.Normal,
            services => services.AddSingleton(timeProvider).Configure<DurableQueueOptions>(options =>
            {
                queue ??= new DurableQueueOptions();
                (options.Lanes, options.Capacity, options.DeadLetterMode) = (queue.Lanes, queue.Capacity, queue.DeadLetterMode);
            }));
        return _store.Get<TPort>();
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        _folder.Dispose();
    }
}
