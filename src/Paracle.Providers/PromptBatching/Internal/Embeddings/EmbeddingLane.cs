using Microsoft.Extensions.AI;
using Paracle.Providers.PromptBatching.Internal.Lanes;

namespace Paracle.Providers.PromptBatching.Internal.Embeddings;

/// <summary>Calls whose values are embedded together: a generator takes many by itself, and gives one vector a value in their order.</summary>
internal sealed class EmbeddingLane<TInput, TEmbedding>(
    IEmbeddingGenerator<TInput, TEmbedding> inner, string? provider, LaneOptions options, TimeProvider timeProvider, BatcherInstruments instruments)
    : Lane<EmbeddingCall<TInput>, GeneratedEmbeddings<TEmbedding>>(options, timeProvider, instruments)
    where TEmbedding : Embedding
{
    protected override long Weigh(EmbeddingCall<TInput> item) => item.Values.Count;

    protected override async Task FlushAsync(Batch<EmbeddingCall<TInput>, GeneratedEmbeddings<TEmbedding>> batch, CancellationToken cancellationToken)
    {
        int[] waiting = [.. Enumerable.Range(0, batch.Count).Where(batch.IsWaiting)];
        using var callers = new LastCaller([.. waiting.Select(index => batch[index].CancellationToken)], cancellationToken);
        try
        {
            await (waiting.Length > 1 ? SendAsync(batch, waiting, callers.Token) : SendAloneAsync(batch, waiting, callers.Token)).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The pipeline may not have seen yet that they left.
            foreach (var index in waiting.Where(index => batch[index].CancellationToken.IsCancellationRequested))
            {
                batch.SetException(index, new OperationCanceledException(batch[index].CancellationToken));
            }

            throw;
        }
    }

    private async Task SendAsync(Batch<EmbeddingCall<TInput>, GeneratedEmbeddings<TEmbedding>> batch, int[] waiting, CancellationToken cancellationToken)
    {
        List<TInput> values = [.. waiting.SelectMany(index => batch[index].Values)];
        GeneratedEmbeddings<TEmbedding> all;
        try
        {
            all = await inner.GenerateAsync(values, batch[waiting[0]].Options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (Rejection.Is(exception))
        {
            // One value spoils the call; whose it is shows when each goes alone.
            await SendAloneAsync(batch, waiting, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (all.Count != values.Count)
        {
            throw new ProviderException($"Provider '{provider}' gave {all.Count} embeddings for {values.Count} values; nobody knows which is whose. Try again.")
            {
                Provider = provider,
            };
        }

        Give(batch, waiting, all);
    }

    private void Give(Batch<EmbeddingCall<TInput>, GeneratedEmbeddings<TEmbedding>> batch, int[] waiting, GeneratedEmbeddings<TEmbedding> all)
    {
        var shares = UsageShares.Split(all.Usage, sharedLength: 0, Array.ConvertAll(waiting, index => (long)batch[index].Values.Count), new long[waiting.Length]);
        var context = new LlmAnswerContext { Provider = provider, Model = batch[waiting[0]].Options?.ModelId, IsBatched = true, IsUsageEstimated = all.Usage is not null };
        var from = 0;
        for (var i = 0; i < waiting.Length; i++)
        {
            var count = batch[waiting[i]].Values.Count;
            var own = new GeneratedEmbeddings<TEmbedding>(all.Skip(from).Take(count)) { Usage = shares[i], AdditionalProperties = all.AdditionalProperties?.Clone() };
            own.SetParacle(context);
            batch.SetResult(waiting[i], own);
            from += count;
        }
    }

    private Task SendAloneAsync(Batch<EmbeddingCall<TInput>, GeneratedEmbeddings<TEmbedding>> batch, int[] waiting, CancellationToken cancellationToken) =>
        Task.WhenAll(waiting.Where(batch.IsWaiting).Select(async index =>
        {
            var call = batch[index];
            using var either = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken, cancellationToken);
            try
            {
                batch.SetResult(index, await inner.GenerateAsync(call.Values, call.Options, either.Token).ConfigureAwait(false));
            }
            catch (OperationCanceledException) when (call.CancellationToken.IsCancellationRequested)
            {
                batch.SetException(index, new OperationCanceledException(call.CancellationToken));
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                batch.SetException(index, exception);
            }
        }));
}
