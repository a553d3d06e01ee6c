using Microsoft.Extensions.Options;

namespace Paracle.Providers.Fallback.Internal;

[OptionsValidator]
internal sealed partial class FallbackOptionsValidator : IValidateOptions<FallbackOptions>;
