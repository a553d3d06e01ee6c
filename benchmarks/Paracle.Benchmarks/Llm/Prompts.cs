using Microsoft.Extensions.AI;

namespace Paracle.Benchmarks.Llm;

/// <summary>Prompts of one length that may be cached: the same again, or one that nobody asked before. Each call has messages of its own.</summary>
internal sealed class Prompts(int characters)
{
    private readonly string _system = Text(characters);
    private int _asked;

    public ChatOptions Cacheable { get; } = new() { Temperature = 0, MaxOutputTokens = 64 };

    public ChatOptions Uncacheable { get; } = new() { MaxOutputTokens = 64 };

    public static string Text(int characters) => string.Concat(Enumerable.Repeat("Answer in one sentence and say nothing besides. ", (characters / 48) + 1))[..characters];

    public ChatMessage[] Same() => Of("Which is it?");

    public ChatMessage[] Fresh() => Of($"Which is number {Interlocked.Increment(ref _asked)}?");

    private ChatMessage[] Of(string question) => [new(ChatRole.System, _system), new(ChatRole.User, question)];
}
