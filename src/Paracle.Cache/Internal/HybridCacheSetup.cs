using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Options;

namespace Paracle.Cache.Internal;

/// <summary>Gives the engine our bounds, and Redis as its second layer only where the host said so.</summary>
internal sealed class HybridCacheSetup(IOptions<CacheOptions> options) : IConfigureOptions<HybridCacheOptions>
{
    /// <summary>The engine takes its second layer from this key alone: an IDistributedCache that a host registered for itself stays its own.</summary>
    public const string SecondLayerKey = "paracle";

    public void Configure(HybridCacheOptions hybrid)
    {
        hybrid.MaximumKeyLength = InputRules.MaxKeyLength;
        hybrid.MaximumPayloadBytes = options.Value.MaximumPayloadBytes;
        hybrid.DistributedCacheServiceKey = SecondLayerKey;
        hybrid.DefaultEntryOptions = new HybridCacheEntryOptions
        {
            Expiration = options.Value.DefaultLifetime,
            LocalCacheExpiration = options.Value.DefaultLocalLifetime,
        };
    }
}
