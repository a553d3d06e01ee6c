using Microsoft.Extensions.Options;

namespace Paracle.Providers.Catalog.Internal;

internal sealed class DefaultProviderValidator(IEnumerable<ProviderRegistration> providers) : IValidateOptions<ProvidersOptions>
{
    public ValidateOptionsResult Validate(string? name, ProvidersOptions options)
    {
        string[] names = [.. providers.Select(provider => provider.Name)];
        return options.Default is null || names.Contains(options.Default, StringComparer.Ordinal)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"ProvidersOptions.Default is '{options.Default}', which no provider is called. Added are: {string.Join(", ", names)}. Name one of them, or add it.");
    }
}
