using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Paracle.Benchmarks.Llm.Batching;

/// <summary>A model in this process that understands batches. It takes the same time for any answer, so that what a caller waits besides is the batching's.</summary>
internal sealed class BatchModel(TimeSpan answering, TimeProvider timeProvider) : IChatClient
{
    private const int CharactersPerToken = 4;

    private long _calls;
    private long _inputTokens;

    public long Calls => Volatile.Read(ref _calls);

    /// <summary>What it was given to read, the schema of the answer counted.</summary>
    public long InputTokens => Volatile.Read(ref _inputTokens);

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var list = (IList<ChatMessage>)messages;
        var schema = (options?.ResponseFormat as ChatResponseFormatJson)?.Schema;
        var tokens = (list.Sum(message => message.Text.Length) + (schema?.GetRawText().Length ?? 0)) / CharactersPerToken;
        Interlocked.Increment(ref _calls);
        Interlocked.Add(ref _inputTokens, tokens);
        if (answering > TimeSpan.Zero)
        {
            await Task.Delay(answering, timeProvider, cancellationToken);
        }

        var answer = schema is null ? "one" : AnswerAll(list[^1].Text);
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, answer))
        {
            FinishReason = ChatFinishReason.Stop,
            Usage = new UsageDetails { InputTokenCount = tokens, OutputTokenCount = answer.Length / CharactersPerToken },
        };
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Nobody streams here.");

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    private static string AnswerAll(string batch)
    {
        using var prompts = JsonDocument.Parse(batch);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("answers");
            foreach (var prompt in prompts.RootElement.GetProperty("prompts").EnumerateArray())
            {
                json.WriteStartObject();
                json.WriteString("nonce", prompt.GetProperty("nonce").GetString());
                json.WriteString("answer", "one");
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
