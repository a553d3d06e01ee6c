using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Paracle.Providers.Internal;

namespace Paracle.Providers.Fallback.Internal;

internal sealed class FallbackTelemetry
{
    private readonly ILogger _logger;
    private readonly Counter<long> _moves;
    private readonly Counter<long> _exhausted;

    public FallbackTelemetry(IMeterFactory meters, ILogger<FallbackTelemetry> logger)
    {
        _logger = logger;
        var meter = meters.Create(TelemetryNames.Providers);
        _moves = meter.CreateCounter<long>(TelemetryNames.FallbackMoves, "{move}", "Calls that moved on to the next provider of their route.");
        _exhausted = meter.CreateCounter<long>(TelemetryNames.FallbackExhausted, "{call}", "Calls that no provider of their route answered.");
    }

    public void MovedOn(string route, RouteTarget from, RouteTarget to, string reason)
    {
        _moves.Add(1, new KeyValuePair<string, object?>(TelemetryNames.FallbackReasonLabel, reason));
        _logger.MovedOn(route, from.Target.Provider, to.Target.Provider, reason);
    }

    public void Exhausted() => _exhausted.Add(1);
}
