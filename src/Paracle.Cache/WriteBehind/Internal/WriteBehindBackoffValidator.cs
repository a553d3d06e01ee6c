using Microsoft.Extensions.Options;

namespace Paracle.Cache.Internal;

internal sealed class WriteBehindBackoffValidator : IValidateOptions<WriteBehindOptions>
{
    public ValidateOptionsResult Validate(string? name, WriteBehindOptions options) =>
        options.MinBackoff <= options.MaxBackoff
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"WriteBehindOptions.MinBackoff of '{name}' is {options.MinBackoff}, longer than MaxBackoff, {options.MaxBackoff}. Shorten it, or lengthen MaxBackoff.");
}
