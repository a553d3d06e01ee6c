using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace QuickStart;

/// <summary>
/// Stands in for a model when there is no API key. It follows one fixed plan - list the files, read the first, quote it - but asks for
/// the tools like any model, so that what it answers is what the tools really returned.
/// </summary>
internal sealed class SimulatedModel : IChatClient
{
    private const int QuotedLines = 6;

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var history = messages.ToList();
        var answer = Plan(history);
        return Task.FromResult(new ChatResponse(answer)
        {
            ModelId = "simulated",
            FinishReason = answer.Contents.OfType<FunctionCallContent>().Any() ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
            Usage = new UsageDetails
            {
                InputTokenCount = history.Sum(message => Tokens(message)),
                OutputTokenCount = Tokens(answer),
            },
        });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (var content in response.Messages[0].Contents)
        {
            if (content is TextContent text)
            {
                foreach (var word in text.Text.Split(' '))
                {
                    yield return new ChatResponseUpdate(ChatRole.Assistant, word + ' ');
                }
            }
            else
            {
                yield return new ChatResponseUpdate(ChatRole.Assistant, [content]);
            }
        }

        yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(response.Usage!)]) { FinishReason = response.FinishReason };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // Holds nothing.
    }

    private static ChatMessage Plan(List<ChatMessage> history)
    {
        var results = history.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Select(result => result.Result?.ToString() ?? "").ToList();
        var files = results.FirstOrDefault()?.Split('\n') ?? [];
        return results.Count switch
        {
            0 => Call("list_files", []),
            1 when files is not ["(no files)"] => Call("read_file", new() { ["path"] = files[0] }),
            1 => new ChatMessage(ChatRole.Assistant, "The folder holds no text files."),
            _ => new ChatMessage(ChatRole.Assistant, $"The folder holds {files.Length} text files. {files[0]} begins:\n\n{Quote(results[1])}"),
        };
    }

    private static string Quote(string text) =>
        string.Join('\n', text.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0).Take(QuotedLines));

    private static ChatMessage Call(string tool, Dictionary<string, object?> arguments) =>
        new(ChatRole.Assistant, [new FunctionCallContent($"call-{tool}", tool, arguments)]);

    // A common rule of thumb: four characters a token.
    private static long Tokens(ChatMessage message) => 1 + (message.Contents.Sum(content => (content as TextContent)?.Text.Length ?? 16) / 4);
}
