using Microsoft.Extensions.Options;

namespace Paracle.Providers.PromptBatching.Internal;

[OptionsValidator]
internal sealed partial class PromptBatchingOptionsValidator : IValidateOptions<PromptBatchingOptions>;
