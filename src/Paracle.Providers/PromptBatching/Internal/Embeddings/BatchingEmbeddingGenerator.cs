using Microsoft.Extensions.AI;
using Paracle.Providers.PromptBatching.Internal.Lanes;

namespace Paracle.Providers.PromptBatching.Internal.Embeddings;

/// <summary>Embeds the values of calls that come close together in one call. Calls with options it does not understand pass through.</summary>
internal sealed class BatchingEmbeddingGenerator<TInput, TEmbedding> : DelegatingEmbeddingGenerator<TInput, TEmbedding>, IAsyncDisposable
    where TEmbedding : Embedding
{
    private readonly EmbeddingBatchingOptions _options;
    private readonly ITenantResolver _tenants;
    private readonly LaneTable<EmbeddingLaneKey, EmbeddingLane<TInput, TEmbedding>> _lanes;

    public BatchingEmbeddingGenerator(
        IEmbeddingGenerator<TInput, TEmbedding> inner,
        string? provider,
        EmbeddingBatchingOptions options,
        ITenantResolver tenants,
        BatcherInstruments instruments,
        TimeProvider timeProvider)
        : base(inner)
    {
        (_options, _tenants) = (options, tenants);
        var lane = new LaneOptions
        {
            Name = TelemetryNames.EmbeddingPipeline,
            IsAdaptive = true,
            MaxWait = options.MaxWait,
            MaxBatchSize = options.MaxBatchSize,
            MaxBatchWeight = options.MaxBatchSize,
            MaxWaiting = options.MaxWaiting,
            MaxConcurrentCalls = options.MaxConcurrentCalls,
            DrainTimeout = options.DrainTimeout,
        };
        _lanes = new LaneTable<EmbeddingLaneKey, EmbeddingLane<TInput, TEmbedding>>(
            lane.Name,
            options.MaxLanes,
            options.LaneIdleTimeout,
            timeProvider,
            _ => new EmbeddingLane<TInput, TEmbedding>(inner, provider, lane, timeProvider, instruments));
    }

    public override Task<GeneratedEmbeddings<TEmbedding>> GenerateAsync(
        IEnumerable<TInput> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var context = options.FindParacle();
        var tenant = context?.Tenant ?? (_tenants.IsSingleTenant
            ? TenantId.Default
            : throw new InvalidInputException(
                "tenant", "The call names no tenant, and this host has several. Pass options made by WithParacle(new LlmCallContext { Tenant = ... })."));
        var own = options.WithoutParacle();
        var list = values as IList<TInput> ?? [.. values];
        return list.Count > 0 && list.Count < _options.MaxBatchSize && IsPlain(own)
            ? SendAsync(new EmbeddingLaneKey(tenant, own?.ModelId, own?.Dimensions), new EmbeddingCall<TInput>(list, own, context, cancellationToken))
            : base.GenerateAsync(list, own, cancellationToken);
    }

    /// <summary>Drains, then disposes the inner generator.</summary>
    public async ValueTask DisposeAsync()
    {
        await _lanes.StopAsync(CancellationToken.None).ConfigureAwait(false);
        Dispose();
    }

    /// <summary>Fails what is left: who disposes in this way cannot wait for it.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _ = _lanes.StopAsync(new CancellationToken(canceled: true));
        }

        base.Dispose(disposing);
    }

    private static bool IsPlain(EmbeddingGenerationOptions? options) =>
        options is null
        || (options.GetType() == typeof(EmbeddingGenerationOptions) && options is { RawRepresentationFactory: null, AdditionalProperties: null or { Count: 0 } });

    private async Task<GeneratedEmbeddings<TEmbedding>> SendAsync(EmbeddingLaneKey key, EmbeddingCall<TInput> call)
    {
        if (_lanes.Enter(key) is not { } lane)
        {
            return await base.GenerateAsync(call.Values, call.Options, call.CancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await lane.SendAsync(call, call.CancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lane.Exit();
        }
    }
}
