using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Providers.PromptBatching.Internal.Embeddings;

namespace Paracle;

/// <summary>Batching around any embedding generator.</summary>
public static class EmbeddingBatchingGeneratorBuilderExtensions
{
    /// <summary>
    /// Embeds the values of calls that come close together in one call of the generator, which takes many values by itself: each call gets
    /// its own vectors and an estimated share of the usage. Only calls of one tenant, model and size go together; the tenant is that of
    /// options made by <c>WithParacle</c>, which do not reach the generator. The generator is <see cref="IAsyncDisposable"/>: that drains it, while a
    /// plain disposal fails what it has with <see cref="UnavailableException"/>.
    /// </summary>
    /// <typeparam name="TInput">The kind of value.</typeparam>
    /// <typeparam name="TEmbedding">The kind of embedding.</typeparam>
    /// <param name="builder">The generator's builder. Services it is built with may give a <see cref="TimeProvider"/>, an
    /// <see cref="IMeterFactory"/> and an <see cref="ITenantResolver"/>; without the last, calls that name no tenant share one.</param>
    /// <param name="configure">Changes the defaults, or null.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    /// <exception cref="ConfigurationException">A setting is out of its range; thrown when the generator is built.</exception>
    public static EmbeddingGeneratorBuilder<TInput, TEmbedding> UseEmbeddingBatching<TInput, TEmbedding>(
        this EmbeddingGeneratorBuilder<TInput, TEmbedding> builder, Action<EmbeddingBatchingOptions>? configure = null)
        where TEmbedding : Embedding
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use((inner, services) =>
        {
            var options = new EmbeddingBatchingOptions();
            configure?.Invoke(options);
            if (new EmbeddingBatchingOptionsValidator().Validate(name: null, options) is { Failed: true } result)
            {
                throw new ConfigurationException(result.FailureMessage);
            }

            var meter = services.GetService<IMeterFactory>()?.Create(TelemetryNames.Providers) ?? new Meter(TelemetryNames.Providers);
            return new BatchingEmbeddingGenerator<TInput, TEmbedding>(
                inner,
                inner.GetService<EmbeddingGeneratorMetadata>()?.ProviderName,
                options,
                services.GetService<ITenantResolver>() ?? new SingleTenantResolver(),
                new BatcherInstruments(meter, TelemetryNames.EmbeddingPipeline),
                services.GetService<TimeProvider>() ?? TimeProvider.System);
        });
    }
}
