using Microsoft.Extensions.Options;

namespace Paracle.Providers.Redaction.Internal;

internal sealed class RedactionOptionsValidator : IValidateOptions<RedactionOptions>
{
    public ValidateOptionsResult Validate(string? name, RedactionOptions options) => options switch
    {
        // A host that thinks it redacts must not find out from its logs that it does not.
        { Observe: null, BeforeProvider: false } => ValidateOptionsResult.Fail(
            "RedactionOptions has neither Observe nor BeforeProvider, so nobody would get anything redacted. Set one of them, or leave UseRedaction out."),
        { Redactor: null, Classification: null } => ValidateOptionsResult.Fail("RedactionOptions.Classification is null. Set it, or set Redactor."),
        _ => ValidateOptionsResult.Success,
    };
}
