using Anthropic;
using Anthropic.Core;
using Microsoft.Extensions.AI;

namespace Paracle.Providers.Anthropic.Internal;

/// <summary>The vendor's client with its own retries and time limit switched off: the transport has the one layer of each.</summary>
internal static class AnthropicChat
{
    public static IChatClient Create(HttpClient http, AnthropicProviderOptions options)
    {
        var settings = new ClientOptions
        {
            HttpClient = http,
            BaseUrl = options.BaseUrl!.AbsoluteUri.TrimEnd('/'),

            // The client demands a key even where the transport brings it.
            ApiKey = options.ApiKey is { Length: > 0 } key ? key : "none",
            MaxRetries = 0,

            // As good as none; an infinite one would be told to the server as -1 ms.
            Timeout = TimeSpan.FromDays(1),

            // Its spans would stand beside ours, and an environment variable would put prompts into them.
            OpenTelemetry = false,
        };
        return new SamplingChatClient(new AnthropicClient(settings).AsIChatClient(options.Model, options.MaxOutputTokens), options);
    }
}
