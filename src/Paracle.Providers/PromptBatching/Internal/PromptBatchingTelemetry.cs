using System.Diagnostics.Metrics;

namespace Paracle.Providers.PromptBatching.Internal;

/// <summary>What prompt batching tells about itself; all lanes share it.</summary>
internal sealed class PromptBatchingTelemetry
{
    private readonly Counter<long> _fallbacks;
    private readonly Counter<long> _bypasses;
    private readonly Counter<long> _pauses;
    private readonly Counter<long> _saved;
    private readonly Counter<double> _savedCost;
    private readonly UpDownCounter<long> _lanes;

    public PromptBatchingTelemetry(Meter meter)
    {
        Pipeline = new BatcherInstruments(meter, TelemetryNames.PromptPipeline);
        _fallbacks = meter.CreateCounter<long>(TelemetryNames.PromptFallbacks, "{prompt}", "Prompts without a valid answer in their batch.");
        _bypasses = meter.CreateCounter<long>(TelemetryNames.PromptBypasses, "{call}", "Calls that could have been batched and were made alone.");
        _pauses = meter.CreateCounter<long>(TelemetryNames.PromptPauses, "{pause}", "Lanes that stopped batching for a while.");
        _saved = meter.CreateCounter<long>(TelemetryNames.SavedTokens, "{token}", "Tokens that calls would have cost and did not.");
        _savedCost = meter.CreateCounter<double>(TelemetryNames.SavedCost, "{currency}", "Money that calls would have cost and did not.");
        _lanes = meter.CreateUpDownCounter<long>(TelemetryNames.PromptLanes, "{lane}", "Lanes in use.");
    }

    public BatcherInstruments Pipeline { get; }

    public void FellBack(int prompts, FallbackReason reason) =>
        _fallbacks.Add(prompts, new KeyValuePair<string, object?>(TelemetryNames.PromptFallbackLabel, reason == FallbackReason.Refused ? "refused" : "invalid"));

    public void BypassedFullTable() => _bypasses.Add(1, new KeyValuePair<string, object?>(TelemetryNames.PromptBypassLabel, "lanes"));

    public void BypassedPause() => _bypasses.Add(1, new KeyValuePair<string, object?>(TelemetryNames.PromptBypassLabel, "paused"));

    public void Paused() => _pauses.Add(1);

    public void Saved(long inputTokens, decimal? cost)
    {
        var by = new KeyValuePair<string, object?>(TelemetryNames.SavedByLabel, "batching");
        _saved.Add(inputTokens, new KeyValuePair<string, object?>(TelemetryNames.TokenTypeLabel, "input"), by);
        if (cost is { } money)
        {
            _savedCost.Add((double)money, by);
        }
    }

    public void LanesChanged(int by) => _lanes.Add(by);
}
