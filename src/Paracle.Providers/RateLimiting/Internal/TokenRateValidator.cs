using Microsoft.Extensions.Options;

namespace Paracle.Providers.RateLimiting.Internal;

internal sealed class TokenRateValidator : IValidateOptions<TokenRateLimitOptions>
{
    private const int MaxRequests = 100_000_000;
    private const int MaxTokens = 1_000_000_000;

    public ValidateOptionsResult Validate(string? name, TokenRateLimitOptions options)
    {
        string[] failures = [.. options.Models.Select(model => Complaint(model.Key, model.Value)).OfType<string>()];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static string? Complaint(string model, TokenRate? rate) => rate switch
    {
        null => $"TokenRateLimitOptions.Models['{model}'] is null. Leave it out, or give it an instance; one without limits does not bind.",
        { RequestsPerMinute: < 1 or > MaxRequests } =>
            $"TokenRateLimitOptions.Models['{model}'].RequestsPerMinute is {rate.RequestsPerMinute}; it must lie in 1 to {MaxRequests}, or be null.",
        { TokensPerMinute: < 1 or > MaxTokens } =>
            $"TokenRateLimitOptions.Models['{model}'].TokensPerMinute is {rate.TokensPerMinute}; it must lie in 1 to {MaxTokens}, or be null.",
        _ => null,
    };
}
