using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Paracle.AotSmoke;

/// <summary>A model inside the process: it asks for the weather once and answers with what the tool said.</summary>
internal sealed class ScriptedModel : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var result = messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().LastOrDefault();
        AIContent content = result is null
            ? new FunctionCallContent("call-1", WeatherTool.Name, new Dictionary<string, object?> { ["city"] = "Ghent" })
            : new TextContent($"It is {result.Result}.");
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [content]))
        {
            FinishReason = result is null ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
            Usage = new UsageDetails { InputTokenCount = 5, OutputTokenCount = 3 },
        });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (var update in response.ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // Holds nothing.
    }
}
