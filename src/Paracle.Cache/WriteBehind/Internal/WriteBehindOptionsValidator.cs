using Microsoft.Extensions.Options;

namespace Paracle.Cache.Internal;

[OptionsValidator]
internal sealed partial class WriteBehindOptionsValidator : IValidateOptions<WriteBehindOptions>;
