using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Options;

namespace Paracle.Cache.Internal;

/// <summary>Gives <see cref="HybridCacheOptions"/> our bounds, before the host's own settings of it.</summary>
internal sealed class HybridCacheSetup(string cache, IOptionsMonitor<CacheOptions> options) : IConfigureNamedOptions<HybridCacheOptions>
{
    public void Configure(HybridCacheOptions hybrid) => Configure(Options.DefaultName, hybrid);

    public void Configure(string? name, HybridCacheOptions hybrid)
    {
        // Not of the keyed caches of the stock engine, which a host may have besides.
        if (!string.Equals(name, cache, StringComparison.Ordinal))
        {
            return;
        }

        var ours = options.Get(name);
        hybrid.MaximumKeyLength = InputRules.MaxKeyLength;
        hybrid.MaximumPayloadBytes = ours.MaximumPayloadBytes;
        hybrid.DefaultEntryOptions = new HybridCacheEntryOptions
        {
            Expiration = ours.DefaultLifetime,
            LocalCacheExpiration = ours.DefaultLocalLifetime,
        };
    }
}
