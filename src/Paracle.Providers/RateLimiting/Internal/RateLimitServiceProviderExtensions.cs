using Microsoft.Extensions.DependencyInjection;

namespace Paracle.Providers.RateLimiting.Internal;

internal static class RateLimitServiceProviderExtensions
{
    public static SharedRates CreateSharedRates(this IServiceProvider services) => new(
        services.GetService<IRateLimitStore>()
            ?? throw new ConfigurationException("Rate limits need an IRateLimitStore, and none is registered. Call AddParacle, or AddInMemoryCoordination for one in this process."),
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<RateLimitTelemetry>());

    public static ProviderLanes CreateLanes(this IServiceProvider services, string provider, TokenRateLimitOptions options) => new(
        provider, options, services.CreateSharedRates(), services.GetRequiredService<RateLimitTelemetry>(), services.GetRequiredService<TimeProvider>());
}
