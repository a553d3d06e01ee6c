using Microsoft.Extensions.Options;

namespace Paracle.AspNetCore.Internal;

[OptionsValidator]
internal sealed partial class HttpApiOptionsValidator : IValidateOptions<HttpApiOptions>;
