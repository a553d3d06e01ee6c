using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace Paracle.Providers.Answers.Internal;

/// <summary>A whole answer in the updates it came in. Nobody can change it, so every caller can read the same instance.</summary>
/// <param name="Updates">The updates.</param>
/// <param name="Provider">The provider that gave it, or null when it is not known.</param>
/// <param name="IsWhole">Whether it was not streamed: then there is an update for each message, and a last one for what was told of the whole.</param>
[ImmutableObject(true)]
internal sealed record Answer(AnswerUpdate[] Updates, string? Provider, bool IsWhole = false) : IJsonOnDeserialized
{
    /// <summary>What its call took.</summary>
    [JsonIgnore]
    public TokenUsage Usage
    {
        get
        {
            TokenUsage? usage = null;
            foreach (var update in Updates)
            {
                foreach (var part in update.Parts ?? [])
                {
                    if (part is UsagePart told)
                    {
                        var more = TokenUsage.FromReported(told.Input, told.Output);
                        usage = usage + more ?? more;
                    }
                }
            }

            return usage ?? TokenUsage.Unknown;
        }
    }

    /// <summary>What an inner layer told of it.</summary>
    [JsonIgnore]
    public LlmAnswerContext? Context => Array.FindLast(Updates, static update => update.Aside?.Context is not null)?.Aside!.Context;

    public static Answer Of(AnswerUpdate[] updates, string? provider, bool isWhole = false)
    {
        var answer = new Answer(updates, provider, isWhole);
        return answer.Context?.Provider is { } told ? answer with { Provider = told } : answer;
    }

    /// <summary>Gives every update the head that holds for it.</summary>
    void IJsonOnDeserialized.OnDeserialized()
    {
        AnswerHead? head = null;
        foreach (var update in Updates)
        {
            update.Head = head = update.NewHead ?? head ?? throw new JsonException("The first update of an answer has no head.");
        }
    }

    /// <summary>The answer as one response, for a reader of its own.</summary>
    public ChatResponse ToResponse(AnswerSource source)
    {
        var isOwn = source == AnswerSource.OwnCall;
        var response = IsWhole ? WholeAnswers.ToResponse(Updates, isOwn) : Updates.Select(update => update.ToUpdate(isOwn)).ToChatResponse();
        if (!isOwn)
        {
            response.Usage = UsagePart.Nothing();
            response.SetParacle(Tell(source));
        }
        else if (Context is { } context)
        {
            response.SetParacle(context);
        }

        return response;
    }

    /// <summary>The last update of the answer, for a reader of its own: it tells what the layer did.</summary>
    /// <param name="source">Where the reader's answer comes from.</param>
    /// <param name="isGiven">Whether the reader has all updates already, and one without content has to tell it.</param>
    public ChatResponseUpdate ToLastUpdate(AnswerSource source, bool isGiven)
    {
        var isOwn = source == AnswerSource.OwnCall;
        var update = isGiven ? new ChatResponseUpdate() : Updates[^1].ToUpdate(isOwn);
        if (!isOwn)
        {
            if (!Array.Exists(Updates, static update => Array.Exists(update.Parts ?? [], static part => part is UsagePart)))
            {
                update.Contents.Add(new UsageContent(UsagePart.Nothing()));
            }

            update.SetParacle(Tell(source));
        }

        return update;
    }

    private LlmAnswerContext Tell(AnswerSource source) => source == AnswerSource.Store
        ? new LlmAnswerContext { Provider = Provider, IsCached = true, Saved = Usage }
        : (Context ?? new LlmAnswerContext()) with { Provider = Provider, IsCoalesced = true, Saved = Usage, SavedCost = null };
}
