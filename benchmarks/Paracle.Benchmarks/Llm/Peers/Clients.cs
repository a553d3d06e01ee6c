using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using OpenAI;

namespace Paracle.Benchmarks.Llm.Peers;

/// <summary>The peers, each set up as a host would.</summary>
internal static class Clients
{
    public const string Model = "stub";
    public const string Key = "benchmark";

    /// <summary>Where a stub is, which nobody connects to.</summary>
    public static Uri Nowhere { get; } = new("http://127.0.0.1:1/v1");

    /// <summary>The vendor's client as its package makes it, with the adapter of Microsoft.Extensions.AI.OpenAI.</summary>
    public static IChatClient Vendor(HttpMessageHandler handler, Uri? endpoint = null)
    {
        var settings = new OpenAIClientOptions
        {
            Endpoint = endpoint ?? Nowhere,
            Transport = new HttpClientPipelineTransport(new HttpClient(handler)),
        };
        return new OpenAIClient(new ApiKeyCredential(Key), settings).GetChatClient(Model).AsIChatClient();
    }

    /// <summary>The caching client of Microsoft.Extensions.AI.</summary>
    public static IChatClient Caching(IChatClient vendor) => new ChatClientBuilder(vendor)
        .UseDistributedCache(new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions())))
        .Build();

    /// <summary>The telemetry of Microsoft.Extensions.AI, which is a part of our pipeline too.</summary>
    public static IChatClient Told(IChatClient vendor) => new ChatClientBuilder(vendor).UseOpenTelemetry(sourceName: TelemetryNames.Providers).Build();

    public static async ValueTask AskAsync(IChatClient client, IList<ChatMessage> messages, ChatOptions options) => await client.GetResponseAsync(messages, options);

    public static async ValueTask StreamAsync(IChatClient client, IList<ChatMessage> messages, ChatOptions options)
    {
        await foreach (var update in client.GetStreamingResponseAsync(messages, options))
        {
            _ = update;
        }
    }
}
