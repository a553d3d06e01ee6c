using System.Globalization;
using System.Text.Json;
using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;

namespace Paracle.Providers.Anthropic.Internal;

/// <summary>
/// Sends temperature, top_p and top_k. The vendor's client leaves them out without a word, as its newest models take none; an agent
/// that sets one gets it, or the provider's refusal.
/// </summary>
internal sealed class SamplingChatClient(IChatClient inner, AnthropicProviderOptions defaults) : DelegatingChatClient(inner)
{
    private static readonly Dictionary<string, JsonElement> Nothing = [];

    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetResponseAsync(messages, WithSampling(options), cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetStreamingResponseAsync(messages, WithSampling(options), cancellationToken);

    private ChatOptions? WithSampling(ChatOptions? options)
    {
        if (options is null or { Temperature: null, TopP: null, TopK: null } || options.RawRepresentationFactory is not null)
        {
            return options;
        }

        var copy = options.Clone();
        copy.RawRepresentationFactory = _ => new MessageCreateParams(Nothing, Nothing, SamplingOf(options))
        {
            Model = options.ModelId ?? defaults.Model,
            MaxTokens = options.MaxOutputTokens ?? defaults.MaxOutputTokens,
            Messages = [],
        };
        return copy;
    }

    private static Dictionary<string, JsonElement> SamplingOf(ChatOptions options)
    {
        Dictionary<string, JsonElement> body = [];
        Set("temperature", options.Temperature);
        Set("top_p", options.TopP);
        Set("top_k", options.TopK);
        return body;

        void Set(string name, IFormattable? value)
        {
            if (value is not null)
            {
                body[name] = JsonElement.Parse(value.ToString(format: null, CultureInfo.InvariantCulture));
            }
        }
    }
}
