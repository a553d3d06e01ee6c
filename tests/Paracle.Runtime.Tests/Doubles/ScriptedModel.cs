using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Paracle.Runtime.Tests.Doubles;

/// <summary>What a model is asked.</summary>
internal sealed record Asked(IReadOnlyList<ChatMessage> Messages, ChatOptions? Options, CancellationToken Token)
{
    public string Results => string.Join("\n", Messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Select(result => result.Result));
}

/// <summary>A model that answers by script, turn by turn; the last turn repeats.</summary>
internal sealed class ScriptedModel : IChatClient
{
    private readonly List<Func<Asked, Task<ChatResponse>>> _turns = [];
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    public ConcurrentQueue<Asked> Requests { get; } = new();

    /// <summary>Replaces the streaming form of the script.</summary>
    public Func<Asked, IAsyncEnumerable<ChatResponseUpdate>>? OnStream { get; set; }

    public static ChatResponse Text(string text, ChatFinishReason? reason = null, UsageDetails? usage = null) => new(new ChatMessage(ChatRole.Assistant, text))
    {
        FinishReason = reason ?? ChatFinishReason.Stop,
        Usage = usage ?? new UsageDetails { InputTokenCount = 10, OutputTokenCount = 5 },
    };

    public static ChatResponse ToolCalls(params FunctionCallContent[] calls) => new(new ChatMessage(ChatRole.Assistant, [.. calls]))
    {
        FinishReason = ChatFinishReason.ToolCalls,
        Usage = new UsageDetails { InputTokenCount = 10, OutputTokenCount = 5 },
    };

    public static FunctionCallContent Call(string tool, params (string Name, object? Value)[] arguments) =>
        new("call-" + tool, tool, arguments.ToDictionary(argument => argument.Name, argument => argument.Value, StringComparer.Ordinal));

    public ScriptedModel Says(string text) => Answers(Text(text));

    public ScriptedModel Asks(params FunctionCallContent[] calls) => Answers(ToolCalls(calls));

    public ScriptedModel Answers(ChatResponse response) => Does(_ => Task.FromResult(response));

    public ScriptedModel Fails(Exception error) => Does(_ => Task.FromException<ChatResponse>(error));

    public ScriptedModel Hangs() => Does(async asked =>
    {
        await Task.Delay(Timeout.Infinite, asked.Token);
        return Text("never");
    });

    /// <summary>Forgets the script; what follows is the first turn again.</summary>
    public ScriptedModel Restart()
    {
        _turns.Clear();
        _calls = 0;
        return this;
    }

    public ScriptedModel Does(Func<Asked, Task<ChatResponse>> turn)
    {
        _turns.Add(turn);
        return this;
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Next(messages, options, cancellationToken, out var asked)(asked);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var turn = Next(messages, options, cancellationToken, out var asked);
        if (OnStream is not null)
        {
            await foreach (var update in OnStream(asked))
            {
                yield return update;
            }

            yield break;
        }

        foreach (var update in (await turn(asked)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    private Func<Asked, Task<ChatResponse>> Next(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken token, out Asked asked)
    {
        asked = new Asked([.. messages], options, token);
        Requests.Enqueue(asked);
        var turn = Interlocked.Increment(ref _calls) - 1;
        return _turns[Math.Min(turn, _turns.Count - 1)];
    }
}
