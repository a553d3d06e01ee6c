using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Paracle.Providers.Chat.Internal;

/// <summary>What middleware needs that is used without a catalog.</summary>
internal static class StandaloneExtensions
{
    /// <summary>The name of a client that no catalog has named.</summary>
    public static string ProviderName(this IChatClient client) =>
        client.GetService<ChatClientMetadata>()?.ProviderName is { Length: > 0 } name ? name : "unnamed";

    /// <summary>Checks options that no host checks at its start.</summary>
    /// <exception cref="OptionsValidationException">A setting is out of its range.</exception>
    public static void Require<TOptions>(this IValidateOptions<TOptions> validator, TOptions options)
        where TOptions : class
    {
        if (validator.Validate(Options.DefaultName, options) is { Failed: true } result)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(TOptions), result.Failures);
        }
    }
}
