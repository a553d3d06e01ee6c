using System.Collections.Concurrent;

namespace Paracle.Providers.RateLimiting.Internal;

/// <summary>The lanes of a provider's models. Beyond the most that have one of their own, the rest share one.</summary>
internal sealed class ProviderLanes(string provider, TokenRateLimitOptions options, SharedRates shared, RateLimitTelemetry telemetry, TimeProvider time)
{
    private const string Rest = "";

    private readonly ConcurrentDictionary<string, RateLimitLane> _lanes = new(StringComparer.Ordinal);

    public TokenRateLimitOptions Options => options;

    /// <summary>The only lane there is; null when there are several, or none.</summary>
    public RateLimitLane? Only => _lanes.Count == 1 ? _lanes.Values.FirstOrDefault() : null;

    public RateLimitLane? Find(string model) => _lanes.GetValueOrDefault(model);

    public RateLimitLane Of(string? model) =>
        model is not null && _lanes.TryGetValue(model, out var lane) ? lane
        : GetOrAdd(model is null || (_lanes.Count >= options.MaxModels && !options.Models.ContainsKey(model)) ? Rest : model);

    private RateLimitLane GetOrAdd(string model) => _lanes.GetOrAdd(model, static (name, all) => all.Create(name), this);

    private RateLimitLane Create(string model)
    {
        var rate = options.Models.TryGetValue(model, out var own) ? own : new TokenRate { RequestsPerMinute = options.RequestsPerMinute, TokensPerMinute = options.TokensPerMinute };
        return new RateLimitLane(provider, model, rate, options, shared, telemetry, time);
    }
}
