using Microsoft.Extensions.Caching.Hybrid;

namespace Paracle.Runtime.Tests.Doubles;

/// <summary>A cache whose every operation does what the test says instead.</summary>
internal sealed class SickCache(Func<Task> illness) : HybridCache
{
    public override async ValueTask<T> GetOrCreateAsync<TState, T>(
        string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, HybridCacheEntryOptions? options = null, IEnumerable<string>? tags = null, CancellationToken cancellationToken = default)
    {
        await illness();
        return default!;
    }

    public override async ValueTask SetAsync<T>(string key, T value, HybridCacheEntryOptions? options = null, IEnumerable<string>? tags = null, CancellationToken cancellationToken = default) => await illness();

    public override async ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default) => await illness();

    public override async ValueTask RemoveByTagAsync(string tag, CancellationToken cancellationToken = default) => await illness();
}
