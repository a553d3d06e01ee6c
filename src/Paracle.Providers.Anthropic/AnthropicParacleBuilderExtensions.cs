using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Paracle.Providers.Anthropic.Internal;

namespace Paracle;

/// <summary>What this package brings to <see cref="IParacleBuilder"/>.</summary>
public static class AnthropicParacleBuilderExtensions
{
    /// <summary>Adds Anthropic, or a server that speaks its messages, as the provider <c>anthropic</c>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets at least <see cref="AnthropicProviderOptions.ApiKey"/> and <see cref="AnthropicProviderOptions.Model"/>.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    /// <exception cref="ConfigurationException">A provider of that name was added before.</exception>
    public static IParacleBuilder AddAnthropic(this IParacleBuilder builder, Action<AnthropicProviderOptions> configure) =>
        builder.AddAnthropic("anthropic", configure);

    /// <summary>Adds Anthropic, or a server that speaks its messages, as a provider.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name agents use; it keeps <see cref="InputRules.RequireName"/>.</param>
    /// <param name="configure">Sets at least <see cref="AnthropicProviderOptions.ApiKey"/> and <see cref="AnthropicProviderOptions.Model"/>.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    /// <exception cref="InvalidInputException">The name is malformed.</exception>
    /// <exception cref="ConfigurationException">A provider of that name was added before.</exception>
    public static IParacleBuilder AddAnthropic(this IParacleBuilder builder, string name, Action<AnthropicProviderOptions> configure)
    {
        builder.AddHttpProvider(name, configure, AnthropicChat.Create);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AnthropicProviderOptions>, MaxOutputTokensValidator>());
        return builder;
    }
}
