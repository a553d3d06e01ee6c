using Microsoft.Extensions.Options;

namespace Paracle.Providers.Http.Internal;

[OptionsValidator]
internal sealed partial class ProviderHttpOptionsValidator : IValidateOptions<ProviderHttpOptions>;
