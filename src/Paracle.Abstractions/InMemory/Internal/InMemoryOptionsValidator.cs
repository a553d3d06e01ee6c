using Microsoft.Extensions.Options;

namespace Paracle;

[OptionsValidator]
internal sealed partial class InMemoryOptionsValidator : IValidateOptions<InMemoryOptions>;
