using Microsoft.Extensions.Options;

namespace Paracle.Runtime.Internal;

[OptionsValidator]
internal sealed partial class RuntimeOptionsValidator : IValidateOptions<RuntimeOptions>;
