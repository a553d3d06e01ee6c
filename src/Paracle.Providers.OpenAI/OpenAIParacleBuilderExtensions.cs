using Paracle.Providers.OpenAI.Internal;

namespace Paracle;

/// <summary>What this package brings to <see cref="IParacleBuilder"/>.</summary>
public static class OpenAIParacleBuilderExtensions
{
    /// <summary>Adds OpenAI, or a server that speaks its chat completions, as the provider <c>openai</c>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets at least <see cref="OpenAIProviderOptions.ApiKey"/> and <see cref="OpenAIProviderOptions.Model"/>.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    /// <exception cref="ConfigurationException">A provider of that name was added before.</exception>
    public static IParacleBuilder AddOpenAI(this IParacleBuilder builder, Action<OpenAIProviderOptions> configure) =>
        builder.AddOpenAI("openai", configure);

    /// <summary>Adds OpenAI, or a server that speaks its chat completions, as a provider.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The name agents use; it keeps <see cref="InputRules.RequireName"/>.</param>
    /// <param name="configure">Sets at least <see cref="OpenAIProviderOptions.ApiKey"/> and <see cref="OpenAIProviderOptions.Model"/>.</param>
    /// <returns><paramref name="builder"/> itself.</returns>
    /// <exception cref="InvalidInputException">The name is malformed.</exception>
    /// <exception cref="ConfigurationException">A provider of that name was added before.</exception>
    public static IParacleBuilder AddOpenAI(this IParacleBuilder builder, string name, Action<OpenAIProviderOptions> configure) =>
        builder.AddHttpProvider(name, configure, OpenAIChat.Create);
}
