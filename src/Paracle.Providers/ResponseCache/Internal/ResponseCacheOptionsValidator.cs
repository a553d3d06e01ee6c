using Microsoft.Extensions.Options;

namespace Paracle.Providers.ResponseCache.Internal;

[OptionsValidator]
internal sealed partial class ResponseCacheOptionsValidator : IValidateOptions<ResponseCacheOptions>;
