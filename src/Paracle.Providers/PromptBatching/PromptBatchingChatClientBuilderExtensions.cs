using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Paracle.Providers.PromptBatching.Internal;

namespace Paracle;

/// <summary>Prompt batching around any client.</summary>
public static class PromptBatchingChatClientBuilderExtensions
{
    /// <summary>
    /// Sends small prompts that share everything else in one call of the client. Only for calls that opt in, by
    /// <see cref="LlmCallContext.AllowBatching"/> in options made by <c>WithParacle</c>, or through <see cref="PromptBatchingOptions.Agents"/>.
    /// The client is <see cref="IAsyncDisposable"/>: that drains it, while a plain disposal fails what it has with <see cref="UnavailableException"/>.
    /// </summary>
    /// <param name="builder">The client's builder. Services it is built with may give a <see cref="TimeProvider"/>, an <see cref="IMeterFactory"/> and an
    /// <see cref="IPriceList"/>, without which no saved cost is told.</param>
    /// <param name="configure">Changes the defaults, or null.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    /// <exception cref="ConfigurationException">A setting is out of its range; thrown when the client is built.</exception>
    public static ChatClientBuilder UsePromptBatching(this ChatClientBuilder builder, Action<PromptBatchingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use((inner, services) =>
        {
            var options = new PromptBatchingOptions();
            configure?.Invoke(options);
            if (new PromptBatchingOptionsValidator().Validate(name: null, options) is { Failed: true } result)
            {
                throw new ConfigurationException(result.FailureMessage);
            }

            var meter = services.GetService<IMeterFactory>()?.Create(TelemetryNames.Providers) ?? new Meter(TelemetryNames.Providers);
            return new PromptBatchingChatClient(
                inner,
                inner.GetService<ChatClientMetadata>()?.ProviderName,
                options,
                new PromptBatchingTelemetry(meter),
                services.GetService<TimeProvider>() ?? TimeProvider.System,
                prices: services.GetService<IPriceList>());
        });
    }
}
