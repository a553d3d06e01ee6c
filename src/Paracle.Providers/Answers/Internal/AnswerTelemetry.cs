using System.Diagnostics.Metrics;

namespace Paracle.Providers.Answers.Internal;

/// <summary>What the response cache and coalescing tell about themselves.</summary>
internal sealed class AnswerTelemetry
{
    private readonly Counter<long> _lookups;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _joined;
    private readonly Counter<long> _overflows;
    private readonly Counter<long> _saved;
    private readonly Counter<double> _savedCost;
    private readonly IPriceList _prices;

    public AnswerTelemetry(IMeterFactory meters, IPriceList prices)
    {
        _prices = prices;
        var meter = meters.Create(TelemetryNames.Providers);
        _lookups = meter.CreateCounter<long>(TelemetryNames.ResponseCacheLookups, "{call}", "Calls that came to the response cache.");
        _refusals = meter.CreateCounter<long>(TelemetryNames.ResponseCacheRefusals, "{answer}", "Answers that were not stored.");
        _failures = meter.CreateCounter<long>(TelemetryNames.ResponseCacheFailures, "{failure}", "Operations of the store of answers that failed.");
        _joined = meter.CreateCounter<long>(TelemetryNames.CoalescingJoined, "{call}", "Calls that shared one an equal call had begun.");
        _overflows = meter.CreateCounter<long>(TelemetryNames.CoalescingOverflows, "{call}", "Calls made alone because too many others were under way.");
        _saved = meter.CreateCounter<long>(TelemetryNames.SavedTokens, "{token}", "Tokens that calls would have cost and did not.");
        _savedCost = meter.CreateCounter<double>(TelemetryNames.SavedCost, "{currency}", "Money that calls would have cost and did not.");
    }

    public void Bypassed() => CountLookup("bypass");

    public void Missed() => CountLookup("miss");

    public void Refused(string reason) => _refusals.Add(1, new KeyValuePair<string, object?>(TelemetryNames.ResponseCacheRefusalLabel, reason));

    public void StoreFailed() => _failures.Add(1);

    public void Joined() => _joined.Add(1);

    public void Overflowed() => _overflows.Add(1);

    /// <summary>A caller was given an answer.</summary>
    public void Given(Answer answer, AnswerSource source)
    {
        if (source == AnswerSource.OwnCall)
        {
            return;
        }

        if (source == AnswerSource.Store)
        {
            CountLookup("hit");
        }

        var by = new KeyValuePair<string, object?>(TelemetryNames.SavedByLabel, source == AnswerSource.Store ? "cache" : "coalescing");
        if (_saved.Enabled && answer.Usage is var usage)
        {
            CountSaved(usage.InputTokens, "input", by);
            CountSaved(usage.OutputTokens, "output", by);
        }

        if (_savedCost.Enabled && answer.CostIn(_prices) is { } cost)
        {
            _savedCost.Add((double)cost, by);
        }
    }

    private void CountLookup(string outcome) => _lookups.Add(1, new KeyValuePair<string, object?>(TelemetryNames.ResponseCacheOutcomeLabel, outcome));

    private void CountSaved(long? tokens, string type, KeyValuePair<string, object?> by)
    {
        if (tokens > 0)
        {
            _saved.Add(tokens.Value, new KeyValuePair<string, object?>(TelemetryNames.TokenTypeLabel, type), by);
        }
    }
}
