using Paracle.Providers.Tests.Wire;

namespace Paracle.Providers.Anthropic.Tests;

public sealed class AnthropicChatTests : ChatWireTests<AnthropicVendor>;

public sealed class AnthropicFailureTests : FailureWireTests<AnthropicVendor>;

public sealed class AnthropicConnectionTests : ConnectionWireTests<AnthropicVendor>;

public sealed class AnthropicSecretTests : SecretWireTests<AnthropicVendor>;

public sealed class AnthropicFallbackTests : FallbackWireTests<AnthropicVendor>;

public sealed class AnthropicRateLimitTests : RateLimitWireTests<AnthropicVendor>;

public sealed class AnthropicBudgetTests : BudgetWireTests<AnthropicVendor>;

public sealed class AnthropicResponseCacheTests : ResponseCacheWireTests<AnthropicVendor>;

public sealed class AnthropicPromptBatchingTests : PromptBatchingWireTests<AnthropicVendor>;
