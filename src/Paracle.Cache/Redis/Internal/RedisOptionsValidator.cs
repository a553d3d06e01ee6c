using Microsoft.Extensions.Options;

namespace Paracle.Cache.Redis.Internal;

[OptionsValidator]
internal sealed partial class RedisOptionsValidator : IValidateOptions<RedisOptions>;
