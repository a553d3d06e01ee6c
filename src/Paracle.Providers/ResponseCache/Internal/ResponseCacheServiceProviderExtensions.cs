using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Paracle.Providers.Answers.Internal;
using Paracle.Providers.Coalescing.Internal;
using Paracle.Providers.Identity.Internal;

namespace Paracle.Providers.ResponseCache.Internal;

/// <summary>Puts a response cache around a client.</summary>
internal static class ResponseCacheServiceProviderExtensions
{
    /// <summary>The policy's name, by which a host can change it in its cache settings.</summary>
    private const string PolicyName = "response-cache";

    public static ResponseCacheChatClient CreateResponseCache(this IServiceProvider services, string provider, IChatClient inner, ResponseCacheOptions options)
    {
        var cache = options.CacheName is { } name ? services.GetKeyedService<HybridCache>(name) : services.GetService<HybridCache>();
        if (cache is null)
        {
            throw new ConfigurationException(options.CacheName is null
                ? "UseResponseCache needs a HybridCache, and the host has none. Add one: AddParacleCache(), or AddHybridCache()."
                : $"ResponseCacheOptions.CacheName is '{options.CacheName}', which no cache is called. Add it by AddParacleCache(\"{options.CacheName}\"), or correct the name.");
        }

        var telemetry = services.GetRequiredService<AnswerTelemetry>();
        var policy = new CachePolicy(PolicyName)
        {
            Lifetime = options.Lifetime,
            LocalLifetime = options.LocalLifetime < options.Lifetime ? options.LocalLifetime : options.Lifetime,
            LoadDeadline = options.LongestCall,
            FailureHold = TimeSpan.Zero, // a provider's error goes to those who waited for it, and to nobody else
            ShareInstances = true,
        };
        var store = new AnswerStore(cache, policy, telemetry, services.GetRequiredService<ILogger<ResponseCacheChatClient>>());
        var eligibility = new RequestEligibility(new RequestIdentities(provider, inner), services.GetRequiredService<ITenantResolver>());
        var flights = new AnswerFlights(options.MaximumFlights, services.GetRequiredService<TimeProvider>());
        return new ResponseCacheChatClient(inner, provider, eligibility, store, flights, services.GetRequiredService<IPriceList>(), telemetry);
    }
}
