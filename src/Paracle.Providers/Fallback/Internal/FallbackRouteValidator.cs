using Microsoft.Extensions.Options;
using Paracle.Providers.Catalog.Internal;

namespace Paracle.Providers.Fallback.Internal;

/// <summary>Checks that a route leads to providers that are there.</summary>
internal sealed class FallbackRouteValidator(IEnumerable<ProviderRegistration> registrations) : IValidateOptions<FallbackOptions>
{
    private const int MaxProviders = 16;

    public ValidateOptionsResult Validate(string? name, FallbackOptions options)
    {
        string[] failures = [.. Complaints(options).Select(complaint => $"Fallback '{name}': {complaint}")];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private IEnumerable<string> Complaints(FallbackOptions options)
    {
        if (options.Providers.Count is < 2 or > MaxProviders)
        {
            yield return $"Providers holds {options.Providers.Count}; a route has 2 to {MaxProviders}. Add them by options.Add(name), or use the provider itself.";
        }

        if (options.Providers.Distinct().Count() < options.Providers.Count)
        {
            yield return "Providers holds an entry twice. A provider that failed is not asked again: leave the second one out.";
        }

        if (!Enum.IsDefined(options.Strategy))
        {
            yield return $"Strategy is {options.Strategy}, which there is not.";
        }

        foreach (var target in options.Providers)
        {
            if (!registrations.Any(registration => !registration.IsRoute && string.Equals(registration.Name, target.Provider, StringComparison.Ordinal)))
            {
                yield return $"Providers names '{target.Provider}', which is no provider. Correct the name, or add it by AddOpenAI, AddAnthropic or AddProvider; a route leads to no other route.";
            }
        }
    }
}
