using Microsoft.Extensions.AI;

namespace Paracle.Providers.Tests.PromptBatching;

/// <summary>A model that answers right, or not, as the dice fall; never with a prompt's nonce over another's answer, which nobody could see.</summary>
internal sealed class StormModel(int seed)
{
    private int _calls;

    public static async Task YieldAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await Task.Yield();
        }
    }

    public async Task<ChatResponse> RespondAsync(SentCall call, CancellationToken cancellationToken)
    {
        var random = new Random(HashCode.Combine(seed, Interlocked.Increment(ref _calls)));
        await YieldAsync(random.Next(10));
        cancellationToken.ThrowIfCancellationRequested();
        switch (random.Next(16))
        {
            case 0:
                throw new ProviderException("busy") { Status = 503 };
            case 1:
                throw new ProviderException("rejected") { Status = 400 };
            case 2:
                throw new OperationCanceledException();
            case 3 when call.IsBatch:
                return new ChatResponse(new ChatMessage(ChatRole.Assistant, "")) { FinishReason = ChatFinishReason.ContentFilter };
            case 4 when call.IsBatch:
                return SentCall.Text(call.Answered().Text[..random.Next(call.Answered().Text.Length)]);
            case 5 when call.IsBatch:
                return SentCall.Text("no JSON");
            default:
                return call.IsBatch ? SentCall.Text(SentCall.Json(Distort(call, random))) : call.Answered();
        }
    }

    private static IEnumerable<(string Nonce, string Answer)> Distort(SentCall call, Random random)
    {
        var answers = call.Prompts.Select(prompt => (prompt.Nonce, SentCall.AnswerTo(prompt.Prompt))).ToArray();
        random.Shuffle(answers);
        foreach (var answer in answers)
        {
            switch (random.Next(12))
            {
                case 0:
                    break;
                case 1:
                    yield return answer;
                    yield return (answer.Nonce, "forged");
                    break;
                case 2:
                    yield return (answer.Nonce[..^1], "forged");
                    break;
                default:
                    yield return answer;
                    break;
            }
        }
    }
}
