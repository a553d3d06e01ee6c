using Microsoft.Extensions.AI;
using Paracle.Providers.PromptBatching.Internal.Lanes;

namespace Paracle.Providers.PromptBatching.Internal;

/// <summary>Sends small prompts that share everything else in one call. Streams, and calls that did not opt in or cannot be batched, pass through.</summary>
internal sealed class PromptBatchingChatClient : DelegatingChatClient, IAsyncDisposable
{
    private readonly PromptBatchingOptions _options;
    private readonly PromptBatchingTelemetry _telemetry;
    private readonly LaneTable<PromptLaneKey, PromptLane> _lanes;

    public PromptBatchingChatClient(
        IChatClient inner, string? provider, PromptBatchingOptions options, PromptBatchingTelemetry telemetry, TimeProvider timeProvider, Func<string>? nonce = null,
        IPriceList? prices = null)
        : base(inner)
    {
        (_options, _telemetry) = (options, telemetry);
        var parts = new PromptLaneParts(inner, provider, options, LaneOf(options), nonce ?? Nonces.Random, telemetry, prices, timeProvider);
        _lanes = new LaneTable<PromptLaneKey, PromptLane>(
            TelemetryNames.PromptPipeline, options.MaxLanes, options.LaneIdleTimeout, timeProvider, key => new PromptLane(key, parts), telemetry.LanesChanged);
    }

    public int Lanes => _lanes.Count;

    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (options?.FindParacle() is not { } context || !IsOptedIn(context))
        {
            return base.GetResponseAsync(messages, options, cancellationToken);
        }

        var list = messages as IList<ChatMessage> ?? [.. messages];
        return PromptEligibility.Find(list, options, context) is var (key, prompt)
            ? SendAsync(key, new PromptCall(list, options, context, prompt, cancellationToken))
            : base.GetResponseAsync(list, options, cancellationToken);
    }

    /// <summary>Takes no more prompts to batch and answers those it has, within the drain time-out or the token's patience.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _lanes.StopAsync(cancellationToken);

    /// <summary>Drains, then disposes the inner client.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        Dispose();
    }

    /// <summary>Fails what is left: who disposes in this way cannot wait for it.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _ = StopAsync(new CancellationToken(canceled: true));
        }

        base.Dispose(disposing);
    }

    private static LaneOptions LaneOf(PromptBatchingOptions options) => new()
    {
        Name = TelemetryNames.PromptPipeline,
        IsAdaptive = options.Policy == PromptBatchingPolicy.LatencyFirst,
        MaxWait = options.MaxWait,
        MaxBatchSize = options.MaxBatchSize,
        MaxBatchWeight = options.MaxBatchTokens,
        MaxWaiting = options.MaxWaiting,
        MaxConcurrentCalls = options.MaxConcurrentCalls,
        DrainTimeout = options.DrainTimeout,
    };

    private bool IsOptedIn(LlmCallContext context) => context.AllowBatching || (context.Agent is { } agent && _options.Agents.Contains(agent));

    private async Task<ChatResponse> SendAsync(PromptLaneKey key, PromptCall call)
    {
        if (_lanes.Enter(key) is not { } lane)
        {
            _telemetry.BypassedFullTable();
            return await base.GetResponseAsync(call.Messages, call.Options, call.CancellationToken).ConfigureAwait(false);
        }

        try
        {
            if (lane.IsPaused)
            {
                _telemetry.BypassedPause();
                return await base.GetResponseAsync(call.Messages, call.Options, call.CancellationToken).ConfigureAwait(false);
            }

            return await lane.SendAsync(call, call.CancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lane.Exit();
        }
    }
}
