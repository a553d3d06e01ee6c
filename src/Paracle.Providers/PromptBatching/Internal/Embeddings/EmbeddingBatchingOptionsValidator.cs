using Microsoft.Extensions.Options;

namespace Paracle.Providers.PromptBatching.Internal.Embeddings;

[OptionsValidator]
internal sealed partial class EmbeddingBatchingOptionsValidator : IValidateOptions<EmbeddingBatchingOptions>;
