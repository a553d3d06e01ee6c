using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Paracle.Providers.Chat.Internal;
using Paracle.Providers.PromptBatching.Internal;

namespace Paracle;

/// <summary>Prompt batching for the providers of a host.</summary>
public static class PromptBatchingParacleBuilderExtensions
{
    /// <summary>
    /// Sends small prompts that share everything else in one call of their provider. Only for calls that opt in, by
    /// <see cref="LlmCallContext.AllowBatching"/> or through <see cref="PromptBatchingOptions.Agents"/>.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the defaults, or null. A second call changes them further.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    public static IParacleBuilder UsePromptBatching(this IParacleBuilder builder, Action<PromptBatchingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services.AddParacleProviders().AddMetrics();
        services.AddOptions<PromptBatchingOptions>().Configure(options => configure?.Invoke(options)).ValidateOnStart();
        if (services.Any(descriptor => descriptor.ServiceType == typeof(PromptBatchingService)))
        {
            return builder;
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PromptBatchingOptions>, PromptBatchingOptionsValidator>());
        services.AddSingleton<PromptBatchingService>();
        services.AddSingleton<IParacleService>(static provider => provider.GetRequiredService<PromptBatchingService>());
        services.AddSingleton(new ChatMiddleware(
            ChatStage.PromptBatching, static (provider, name, inner) => provider.GetRequiredService<PromptBatchingService>().Wrap(name, inner)));
        return builder;
    }
}
