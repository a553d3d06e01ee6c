using Paracle.Providers.Tests.Wire;

namespace Paracle.Providers.OpenAI.Tests;

public sealed class OpenAIChatTests : ChatWireTests<OpenAIVendor>;

public sealed class OpenAIFailureTests : FailureWireTests<OpenAIVendor>;

public sealed class OpenAIConnectionTests : ConnectionWireTests<OpenAIVendor>;

public sealed class OpenAISecretTests : SecretWireTests<OpenAIVendor>;

public sealed class OpenAIFallbackTests : FallbackWireTests<OpenAIVendor>;

public sealed class OpenAIRateLimitTests : RateLimitWireTests<OpenAIVendor>;

public sealed class OpenAIBudgetTests : BudgetWireTests<OpenAIVendor>;

public sealed class OpenAIResponseCacheTests : ResponseCacheWireTests<OpenAIVendor>;

public sealed class OpenAIPromptBatchingTests : PromptBatchingWireTests<OpenAIVendor>;
