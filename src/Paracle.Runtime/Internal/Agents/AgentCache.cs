using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Paracle.Runtime.Internal.Agents;

/// <summary>
/// Effective specs in the cache, each tagged with its agent and every ancestor. A cache that fails or hangs is a miss, never
/// an error: the store has the truth.
/// </summary>
internal sealed class AgentCache(HybridCache cache, IOptions<RuntimeOptions> options, TimeProvider timeProvider, ILogger<AgentCache> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly HybridCacheEntryOptions ReadOnly = new() { Flags = HybridCacheEntryFlags.DisableUnderlyingData };

    private readonly TimeSpan _lifetime = options.Value.AgentCacheLifetime;

    private readonly HybridCacheEntryOptions _entry = new()
    {
        Expiration = options.Value.AgentCacheLifetime,
        LocalCacheExpiration = options.Value.AgentCacheLifetime,
    };

    private long _generation;

    /// <summary>Grows with every eviction on this host. What was read under an older one may be out of date.</summary>
    public long Generation => Volatile.Read(ref _generation);

    public async ValueTask<AgentSpec?> FindAsync(TenantId tenant, string name, CancellationToken cancellationToken)
    {
        try
        {
            var read = cache.GetOrCreateAsync(KeyOf(tenant, name), static _ => default(ValueTask<CachedAgent?>), ReadOnly, tags: null, cancellationToken);
            var found = read.IsCompletedSuccessfully ? await read.ConfigureAwait(false) : await GuardAsync(read.AsTask(), cancellationToken).ConfigureAwait(false);
            return found is not null && IsSound(found, tenant, name) ? found.Spec : null;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.AgentCacheFailed(logger, "read", exception.GetType().Name);
            return null;
        }
    }

    /// <summary>Keeps a spec read under a generation, unless something was evicted since.</summary>
    public Task KeepAsync(TenantId tenant, AgentSpec spec, IEnumerable<string> lineage, long generation, CancellationToken cancellationToken)
    {
        var agent = new CachedAgent(tenant, spec, timeProvider.GetUtcNow());
        return TryAsync("keep", async () =>
        {
            if (generation != Generation)
            {
                return;
            }

            var key = KeyOf(tenant, spec.Name);
            var tags = lineage.Select(name => TagOf(tenant, name)).ToArray();
            await GuardAsync(cache.SetAsync(key, agent, _entry, tags, cancellationToken).AsTask(), cancellationToken).ConfigureAwait(false);

            // An eviction between the check and the write would otherwise be undone by it.
            if (generation != Generation)
            {
                await GuardAsync(cache.RemoveAsync(key, cancellationToken).AsTask(), cancellationToken).ConfigureAwait(false);
            }
        }, cancellationToken);
    }

    /// <summary>Removes an agent and all that inherit from it.</summary>
    public Task EvictAsync(TenantId tenant, string name)
    {
        Interlocked.Increment(ref _generation);

        // The change is made by now: its caller may have lost patience, the eviction must not.
        return TryAsync(
            "evict",
            () => GuardAsync(cache.RemoveByTagAsync(TagOf(tenant, name), CancellationToken.None).AsTask(), CancellationToken.None),
            CancellationToken.None);
    }

    private static string KeyOf(TenantId tenant, string name) => CacheKey.Create(tenant, $"agent:{name}").Value;

    private static string TagOf(TenantId tenant, string name) => CacheKey.Create(tenant, $"agent-line:{name}").Value;

    private bool IsSound(CachedAgent agent, TenantId tenant, string name)
    {
        var age = timeProvider.GetUtcNow() - agent.LoadedAt;
        return agent.Tenant == tenant && string.Equals(agent.Spec.Name, name, StringComparison.Ordinal) && age >= TimeSpan.Zero && age < _lifetime;
    }

    private async Task TryAsync(string operation, Func<Task> action, CancellationToken cancellationToken)
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.AgentCacheFailed(logger, operation, exception.GetType().Name);
        }
    }

    private async Task GuardAsync(Task work, CancellationToken cancellationToken)
    {
        try
        {
            await work.WaitAsync(Patience, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            work.ObserveError();
            throw;
        }
    }

    private async Task<T> GuardAsync<T>(Task<T> work, CancellationToken cancellationToken)
    {
        await GuardAsync((Task)work, cancellationToken).ConfigureAwait(false);
        return await work.ConfigureAwait(false);
    }
}
