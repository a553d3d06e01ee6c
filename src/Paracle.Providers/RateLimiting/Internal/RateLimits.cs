using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Paracle.Providers.Http.Internal;

namespace Paracle.Providers.RateLimiting.Internal;

/// <summary>The limits of all providers of a host, and where what their answers say of them arrives.</summary>
internal sealed class RateLimits(IOptionsMonitor<TokenRateLimitOptions> options, SharedRates shared, RateLimitTelemetry telemetry, TimeProvider time) : IResponseObserver
{
    private readonly ConcurrentDictionary<string, ProviderLanes> _providers = new(StringComparer.Ordinal);

    public ProviderLanes Of(string provider) =>
        _providers.GetOrAdd(provider, name => new ProviderLanes(name, options.Get(name), shared, telemetry, time));

    public async ValueTask ObserveAsync(string provider, HttpRequestMessage request, HttpResponseMessage response)
    {
        if (!_providers.TryGetValue(provider, out var lanes) || ProviderLimitHeaders.Read(response, time) is not { SaysNothing: false } limits)
        {
            return;
        }

        // Headers do not say which model they speak of. Where it cannot be found out, they are unknown.
        var lane = lanes.Only ?? (await RequestModel.ReadAsync(request.Content).ConfigureAwait(false) is { } model ? lanes.Find(model) : null);
        lane?.Hear(limits);
    }
}
