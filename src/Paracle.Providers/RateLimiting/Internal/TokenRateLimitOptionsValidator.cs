using Microsoft.Extensions.Options;

namespace Paracle.Providers.RateLimiting.Internal;

[OptionsValidator]
internal sealed partial class TokenRateLimitOptionsValidator : IValidateOptions<TokenRateLimitOptions>;
