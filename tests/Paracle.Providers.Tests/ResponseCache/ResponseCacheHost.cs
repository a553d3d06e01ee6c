using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Paracle.Providers.Tests.Wire;

namespace Paracle.Providers.Tests.ResponseCache;

/// <summary>A host with one provider, a cache in memory and a response cache.</summary>
internal static class ResponseCacheHost
{
    public static readonly ChatOptions Zero = new() { Temperature = 0, ModelId = "model-1" };

    public static ProviderHost Create(IChatClient vendor, Action<IParacleBuilder>? configure = null, Action<ResponseCacheOptions>? cache = null, FakeTimeProvider? time = null) =>
        new(builder =>
        {
            if (time is not null)
            {
                builder.Services.AddSingleton<TimeProvider>(time);
            }

            builder.Services.AddParacleCache();
            configure?.Invoke(builder);
            builder.AddProvider("only", _ => vendor).UseResponseCache(cache);
        });

    /// <summary>A whole answer in three parts.</summary>
    public static IEnumerable<ChatResponseUpdate> Parts(ChatFinishReason? finishReason = null) =>
    [
        new(ChatRole.Assistant, "Good") { MessageId = "message", ResponseId = "response", ModelId = "model-1" },
        new(ChatRole.Assistant, " day") { MessageId = "message", ResponseId = "response", ModelId = "model-1" },
        new(ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = 11, OutputTokenCount = 4, TotalTokenCount = 15 })])
        {
            MessageId = "message",
            ResponseId = "response",
            ModelId = "model-1",
            FinishReason = finishReason ?? ChatFinishReason.Stop,
        },
    ];

    public static ScriptedChatClient Vendor(ChatFinishReason? finishReason = null) => new(_ => Parts(finishReason));

    public static Task<ChatResponse> AskAsync(this ProviderHost host, ChatOptions? options, bool isStreaming = false, string prompt = "Hello") => isStreaming
        ? host.Client().GetStreamingResponseAsync(prompt, options, TestContext.Current.CancellationToken).ToChatResponseAsync(TestContext.Current.CancellationToken)
        : host.Client().GetResponseAsync(prompt, options, TestContext.Current.CancellationToken);

    public static async Task<List<ChatResponseUpdate>> StreamAsync(this ProviderHost host, ChatOptions? options, string prompt = "Hello")
    {
        List<ChatResponseUpdate> updates = [];
        await foreach (var update in host.Client().GetStreamingResponseAsync(prompt, options, TestContext.Current.CancellationToken))
        {
            updates.Add(update);
        }

        return updates;
    }
}
