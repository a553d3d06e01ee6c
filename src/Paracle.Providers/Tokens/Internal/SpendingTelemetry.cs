using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;

namespace Paracle.Providers.Tokens.Internal;

/// <summary>Tells what calls cost, where they are made: what no call was made for costs nothing.</summary>
internal sealed class SpendingTelemetry
{
    private readonly Counter<long> _tokens;
    private readonly Counter<double> _cost;
    private readonly IPriceList _prices;

    public SpendingTelemetry(IMeterFactory meters, IPriceList prices)
    {
        _prices = prices;
        var meter = meters.Create(TelemetryNames.Providers);
        _tokens = meter.CreateCounter<long>(TelemetryNames.SpentTokens, "{token}", "Tokens that answers took, as their providers report them.");
        _cost = meter.CreateCounter<double>(TelemetryNames.SpentCost, "{currency}", "What those tokens cost by the price list.");
    }

    /// <summary>A provider reported what an answer, or a part of it, took.</summary>
    public void Spent(string provider, string? model, UsageDetails reported)
    {
        var by = new KeyValuePair<string, object?>(TelemetryNames.ProviderLabel, provider);
        Count(reported.InputTokenCount, "input", by);
        Count(reported.OutputTokenCount, "output", by);
        if (_cost.Enabled && _prices.Find(provider, model)?.CostOf(new TokenUsage(reported.InputTokenCount, reported.OutputTokenCount)) is { } cost)
        {
            _cost.Add((double)cost, by);
        }
    }

    private void Count(long? tokens, string type, KeyValuePair<string, object?> by)
    {
        if (tokens > 0)
        {
            _tokens.Add(tokens.Value, new KeyValuePair<string, object?>(TelemetryNames.TokenTypeLabel, type), by);
        }
    }
}
