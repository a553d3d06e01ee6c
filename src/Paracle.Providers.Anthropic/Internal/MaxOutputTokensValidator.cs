using Microsoft.Extensions.Options;

namespace Paracle.Providers.Anthropic.Internal;

internal sealed class MaxOutputTokensValidator : IValidateOptions<AnthropicProviderOptions>
{
    private const int Most = 1_000_000;

    public ValidateOptionsResult Validate(string? name, AnthropicProviderOptions options) =>
        options.MaxOutputTokens is >= 1 and <= Most
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Provider '{name}': MaxOutputTokens is {options.MaxOutputTokens}. Set 1 to {Most:N0}, within what the model can write.");
}
