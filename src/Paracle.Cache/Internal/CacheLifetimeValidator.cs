using Microsoft.Extensions.Options;

namespace Paracle.Cache.Internal;

internal sealed class CacheLifetimeValidator : IValidateOptions<CacheOptions>
{
    public ValidateOptionsResult Validate(string? name, CacheOptions options) =>
        options.DefaultLocalLifetime <= options.DefaultLifetime
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"CacheOptions.DefaultLocalLifetime is {options.DefaultLocalLifetime}, longer than DefaultLifetime, {options.DefaultLifetime}. "
                + "Shorten it, or lengthen DefaultLifetime.");
}
