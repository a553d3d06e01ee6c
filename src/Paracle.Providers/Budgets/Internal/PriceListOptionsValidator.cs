using Microsoft.Extensions.Options;

namespace Paracle.Providers.Budgets.Internal;

internal sealed class PriceListOptionsValidator : IValidateOptions<PriceListOptions>
{
    public ValidateOptionsResult Validate(string? name, PriceListOptions options)
    {
        string[] failures =
        [
            .. from price in options.Prices
               where price.Value is not { InputPerMillion: >= 0 and <= 1_000_000, OutputPerMillion: >= 0 and <= 1_000_000 }
               select $"PriceListOptions.Prices['{price.Key}'] is {price.Value}; both prices must lie in 0 to 1,000,000 a million tokens.",
        ];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
