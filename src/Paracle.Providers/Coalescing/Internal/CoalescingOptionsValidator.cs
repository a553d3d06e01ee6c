using Microsoft.Extensions.Options;

namespace Paracle.Providers.Coalescing.Internal;

[OptionsValidator]
internal sealed partial class CoalescingOptionsValidator : IValidateOptions<CoalescingOptions>;
