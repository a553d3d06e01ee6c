using Microsoft.Extensions.DependencyInjection;

namespace Paracle.Store.Tests;

/// <summary>A schema of its own for each test class, dropped at the end, and the stores that its tests share: starting one for each test takes longest.</summary>
public sealed class TestSchema : IAsyncLifetime
{
    private readonly TestClock _clock = new();
    private readonly Dictionary<(Route, int, long, DeadLetterMode), TestStore> _shared = [];

    public string Name { get; } = $"test_{Guid.NewGuid():N}";

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _shared.Values)
        {
            await store.DisposeAsync();
        }

        await Sql.DropSchemaAsync(Name);
    }

    internal async Task<TestStore> ShareAsync(Route route, TimeProvider clock, DurableQueueOptions? queue = null)
    {
        queue ??= new DurableQueueOptions();
        _clock.Shown = clock;
        var key = (route, queue.Lanes, queue.Capacity, queue.DeadLetterMode);
        if (!_shared.TryGetValue(key, out var store))
        {
            store = _shared[key] = await TestStore.StartAsync(
                this,
                route,
                options => options.ConnectionString += route == Route.Direct ? ";Options=-c synchronous_commit=off" : "", // suites judge answers, not durability
                services => services.AddSingleton<TimeProvider>(_clock).Configure<DurableQueueOptions>(options =>
                    (options.Lanes, options.Capacity, options.DeadLetterMode) = (queue.Lanes, queue.Capacity, queue.DeadLetterMode)));
        }

        return store;
    }
}
