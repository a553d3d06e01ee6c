using Microsoft.Extensions.AI;
using Paracle.Providers.PromptBatching.Internal.Lanes;
using Paracle.Providers.Tokens.Internal;

namespace Paracle.Providers.PromptBatching.Internal;

/// <summary>Prompts that may go out in one call, and the calls they go out in.</summary>
internal sealed class PromptLane : Lane<PromptCall, ChatResponse>
{
    private readonly PromptBatchCall _batch;
    private readonly SingleCall _single;
    private readonly FallbackGate _gate;
    private readonly TokenEstimator _estimator;
    private readonly PromptBatchingOptions _options;
    private readonly PromptBatchingTelemetry _telemetry;

    public PromptLane(PromptLaneKey key, PromptLaneParts parts)
        : base(parts.Lane, parts.TimeProvider, parts.Telemetry.Pipeline)
    {
        (_options, _telemetry) = (parts.Options, parts.Telemetry);
        _estimator = new TokenEstimator();
        _batch = new PromptBatchCall(key, parts, _estimator);
        _single = new SingleCall(key, parts, _estimator);
        _gate = new FallbackGate(_options.MaxFallbackRate, _options.FallbackPause, parts.TimeProvider);
    }

    /// <summary>Whether it sends each prompt alone at present.</summary>
    public bool IsPaused => _gate.IsPaused;

    public override bool MayRetire => !IsPaused;

    protected override long Weigh(PromptCall item) => _estimator.Estimate(item.Prompt.Length);

    protected override async Task FlushAsync(Batch<PromptCall, ChatResponse> batch, CancellationToken cancellationToken)
    {
        var slots = new PromptSlot[batch.Count];
        for (var i = 0; i < slots.Length; i++)
        {
            slots[i] = new PromptSlot(batch, i);
        }

        using var callers = new LastCaller([.. slots.Select(slot => slot.Call.CancellationToken)], cancellationToken);
        try
        {
            var unanswered = await SendAsync(slots, mayBisect: true, callers.Token).ConfigureAwait(false);
            await FallBackAsync(unanswered, callers.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            foreach (var slot in slots.Where(slot => slot.Call.CancellationToken.IsCancellationRequested))
            {
                slot.Leave();
            }

            throw;
        }
    }

    /// <summary>Sends prompts in one call; one that is refused as a whole is sent again in halves, once.</summary>
    /// <returns>The prompts without an outcome.</returns>
    private async Task<PromptSlot[]> SendAsync(PromptSlot[] slots, bool mayBisect, CancellationToken cancellationToken)
    {
        slots = Array.FindAll(slots, static slot => slot.IsWaiting);
        if (slots.Length <= 1)
        {
            await Task.WhenAll(slots.Select(slot => _single.SendAsync(slot, cancellationToken))).ConfigureAwait(false);
            return [];
        }

        var (unanswered, isRefused) = await _batch.SendAsync(slots, cancellationToken).ConfigureAwait(false);
        if (mayBisect)
        {
            Record(slots.Length, unanswered.Length, isRefused ? FallbackReason.Refused : FallbackReason.Invalid);
        }

        if (!isRefused || !mayBisect)
        {
            return unanswered;
        }

        var middle = slots.Length / 2;
        var halves = await Task.WhenAll(
            SendAsync(slots[..middle], mayBisect: false, cancellationToken),
            SendAsync(slots[middle..], mayBisect: false, cancellationToken)).ConfigureAwait(false);
        return [.. halves[0], .. halves[1]];
    }

    private void Record(int prompts, int unanswered, FallbackReason reason)
    {
        if (unanswered > 0)
        {
            _telemetry.FellBack(unanswered, reason);
        }

        if (_gate.Record(prompts, unanswered))
        {
            _telemetry.Paused();
        }
    }

    private async Task FallBackAsync(PromptSlot[] slots, CancellationToken cancellationToken)
    {
        foreach (var slot in slots.Skip(_options.MaxFallbackCalls))
        {
            slot.Fail(_single.OverBudget());
        }

        await Task.WhenAll(slots.Take(_options.MaxFallbackCalls).Select(slot => _single.SendAgainAsync(slot, cancellationToken))).ConfigureAwait(false);
    }
}
