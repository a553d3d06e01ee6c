using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;

namespace Paracle.Providers.OpenAI.Internal;

/// <summary>The vendor's client with its own retries and time limit switched off: the transport has the one layer of each.</summary>
internal static class OpenAIChat
{
    public static IChatClient Create(HttpClient http, OpenAIProviderOptions options)
    {
        var settings = new OpenAIClientOptions
        {
            Endpoint = options.BaseUrl,
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        };

        // The client demands a key even where the transport brings it.
        var key = options.ApiKey is { Length: > 0 } set ? set : "none";
        return new OpenAIClient(new ApiKeyCredential(key), settings).GetChatClient(options.Model).AsIChatClient();
    }
}
