using System.Diagnostics;
using Microsoft.Extensions.AI;
using Paracle.Providers.Tokens.Internal;

namespace Paracle.Providers.PromptBatching.Internal;

/// <summary>A prompt that goes alone: the call as it came.</summary>
internal sealed class SingleCall(PromptLaneKey key, PromptLaneParts parts, TokenEstimator estimator)
{
    private readonly int _sharedLength = PromptBatchCall.PrefixLength(key);

    /// <summary>Makes the call for its caller alone: it ends when they leave. What it throws is the call's outcome.</summary>
    public async Task SendAsync(PromptSlot slot, CancellationToken cancellationToken)
    {
        var call = slot.Call;
        Activity.Current = call.Activity; // for this call alone: an async method gives it back
        using var either = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken, cancellationToken);
        try
        {
            var response = await parts.Inner.GetResponseAsync(call.Messages, call.Options, either.Token).ConfigureAwait(false);
            estimator.Learn(_sharedLength + call.Prompt.Length, response.Usage?.InputTokenCount);
            if (call.Charged is { } charged)
            {
                Charge(response, charged);
            }

            slot.Answer(response);
        }
        catch (OperationCanceledException) when (call.CancellationToken.IsCancellationRequested)
        {
            slot.Leave();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            slot.Fail(exception);
        }
    }

    /// <summary>Makes the call of a prompt that its batch did not answer, if the caller still has time for it.</summary>
    public Task SendAgainAsync(PromptSlot slot, CancellationToken cancellationToken)
    {
        if (slot.Call.Deadline is not { } deadline || deadline > parts.TimeProvider.GetUtcNow())
        {
            return slot.IsWaiting ? SendAsync(slot, cancellationToken) : Task.CompletedTask;
        }

        slot.Fail(new LimitExceededException(
            ErrorCodes.TimeLimit,
            "The prompt got no valid answer in its batch, and the call's deadline left no time to send it alone. Give it more time, or do not let it be batched."));
        return Task.CompletedTask;
    }

    public ProviderException OverBudget() =>
        new($"Provider '{parts.Provider}' gave no valid answer to the prompt in its batch, and the {parts.Options.MaxFallbackCalls} single calls that "
            + $"may follow a batch are used up. Raise {nameof(PromptBatchingOptions.MaxFallbackCalls)}, or do not let such prompts be batched.")
        {
            Provider = parts.Provider,
        };

    private void Charge(ChatResponse response, UsageDetails charged)
    {
        charged.Add(response.Usage ?? new UsageDetails());
        response.Usage = charged;
        response.SetParacle((response.FindParacle() ?? new LlmAnswerContext { Provider = parts.Provider }) with { IsUsageEstimated = true });
    }
}
