using Microsoft.Extensions.AI;
using Paracle.Providers.Chat.Internal;
using Paracle.Providers.Tokens.Internal;

namespace Paracle.Providers.PromptBatching.Internal;

/// <summary>One call for several prompts of a lane: sends it, and gives each prompt its own answer and its share of the usage.</summary>
internal sealed class PromptBatchCall(PromptLaneKey key, PromptLaneParts parts, TokenEstimator estimator)
{
    private const int FrameTokens = 32; // of an answer's nonce and punctuation

    private readonly Lazy<AnswerSchema> _schema = new(() => new AnswerSchema(key.Schema, key.SchemaDescription)); // most lanes may never batch
    private readonly int _prefixLength = PrefixLength(key);
    private readonly string? _model = key.Model ?? parts.Inner.FindDefaultModel();

    /// <summary>The length of what every call of the lane carries beside its prompt.</summary>
    public static int PrefixLength(PromptLaneKey key) => key.System.Length + (key.Instructions?.Length ?? 0) + (key.Schema?.Length ?? 0);

    /// <summary>Sends the call. What the provider throws is the outcome of every prompt: the transport has tried as often as it may.</summary>
    /// <returns>The prompts without an outcome, and whether the call was refused as a whole.</returns>
    public async Task<(PromptSlot[] Unanswered, bool IsRefused)> SendAsync(PromptSlot[] slots, CancellationToken cancellationToken)
    {
        var calls = Array.ConvertAll(slots, static slot => slot.Call);
        var envelope = PromptEnvelope.Of(calls, parts.Nonce);
        ChatResponse response;
        try
        {
            response = await parts.Inner.GetResponseAsync(envelope.Messages, OptionsFor(calls), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (Rejection.Is(exception))
        {
            return (slots, true);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Array.ForEach(slots, slot => slot.Fail(exception));
            return ([], false);
        }

        if (BatchAnswer.IsRefusal(response))
        {
            Give(slots, calls, new string?[slots.Length], envelope, response);
            return (slots, true);
        }

        var answers = BatchAnswer.Read(response.Text, envelope.Nonces, _schema.Value);
        Give(slots, calls, answers, envelope, response);
        return ([.. slots.Where((_, i) => answers[i] is null)], false);
    }

    private ChatOptions OptionsFor(PromptCall[] calls)
    {
        var options = calls[0].Options.WithParacle(new LlmCallContext
        {
            Tenant = key.Tenant,
            Agent = Array.TrueForAll(calls, call => string.Equals(call.Context.Agent, calls[0].Context.Agent, StringComparison.Ordinal)) ? calls[0].Context.Agent : null,
            Deadline = Array.TrueForAll(calls, call => call.Deadline is not null) ? calls.Max(call => call.Deadline) : null,
        });
        options.ResponseFormat = _schema.Value.Format;
        if (key.MaxOutputTokens is { } most)
        {
            options.MaxOutputTokens = (int)Math.Min((long)calls.Length * (most + (long)FrameTokens), int.MaxValue);
        }

        return options;
    }

    private void Give(PromptSlot[] slots, PromptCall[] calls, string?[] answers, PromptEnvelope envelope, ChatResponse response)
    {
        long[] prompts = [.. calls.Select(call => (long)call.Prompt.Length)];
        var length = (long)envelope.Length + _prefixLength + _schema.Value.Length + PromptEnvelope.ExplanationLength;
        var shares = UsageShares.Split(response.Usage, length - prompts.Sum(), prompts, [.. answers.Select(answer => (long)(answer?.Length ?? 0))]);
        estimator.Learn(length, response.Usage?.InputTokenCount);
        for (var i = 0; i < slots.Length; i++)
        {
            if (answers[i] is { } answer)
            {
                slots[i].Answer(AnswerOf(calls[i], answer, shares[i], Saved(prompts[i], length, shares[i], response), response));
            }
            else
            {
                calls[i].Charge(shares[i]);
            }
        }
    }

    // The tokens that prefix and prompt have in the batch, less the prompt's share.
    private long Saved(long prompt, long length, UsageDetails? share, ChatResponse response)
    {
        var alone = (Int128)(response.Usage?.InputTokenCount ?? 0) * (_prefixLength + prompt) / length;
        return (long)Int128.Max(0, alone - (share?.InputTokenCount ?? 0));
    }

    private ChatResponse AnswerOf(PromptCall call, string answer, UsageDetails? share, long saved, ChatResponse response)
    {
        var notSpent = new TokenUsage(saved, 0);
        var savedCost = parts.Provider is { } provider ? parts.Prices?.Find(provider, _model)?.CostOf(notSpent) : null;
        parts.Telemetry.Saved(saved, savedCost);
        if (call.Charged is { } charged)
        {
            charged.Add(share ?? new UsageDetails());
            share = charged;
        }

        var own = new ChatResponse(new ChatMessage(ChatRole.Assistant, answer) { CreatedAt = response.CreatedAt })
        {
            ModelId = response.ModelId,
            CreatedAt = response.CreatedAt,
            FinishReason = ChatFinishReason.Stop,
            Usage = share,
        };
        own.SetParacle((response.FindParacle() ?? new LlmAnswerContext { Provider = parts.Provider }) with
        {
            IsBatched = true,
            IsUsageEstimated = share is not null,
            Saved = notSpent,
            SavedCost = savedCost,
        });
        return own;
    }
}
