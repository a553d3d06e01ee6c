using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace Paracle.Providers.Answers.Internal;

/// <summary>A whole answer in the updates it came in. Nobody can change it, so every caller can read the same instance.</summary>
/// <param name="Updates">The updates.</param>
/// <param name="Provider">The provider that gave it.</param>
/// <param name="Model">The model that was asked for it, or null when it is not known.</param>
/// <param name="IsWhole">Whether it was not streamed: then there is an update for each message, and a last one for what was told of the whole.</param>
[ImmutableObject(true)]
internal sealed record Answer(AnswerUpdate[] Updates, string Provider, string? Model, bool IsWhole = false) : IJsonOnDeserialized
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
    public LlmAnswerContext? Context => Array.FindLast(Updates, static update => update.Context is not null)?.Context;

    public static Answer Of(AnswerUpdate[] updates, string provider, string? model, bool isWhole = false)
    {
        var answer = new Answer(updates, provider, model, isWhole);
        return answer.Context is { Provider: { } teller } told ? answer with { Provider = teller, Model = told.Model ?? model } : answer;
    }

    /// <summary>Gives every update the head that holds for it.</summary>
    void IJsonOnDeserialized.OnDeserialized()
    {
        if (Updates is null or [])
        {
            throw new JsonException("An answer has no update.");
        }

        AnswerHead? head = null;
        foreach (var update in Updates)
        {
            update.Head = head = update.NewHead ?? head ?? throw new JsonException("The first update of an answer has no head.");
        }
    }

    /// <summary>The answer as one response, for a caller whose call it was not.</summary>
    public ChatResponse ToResponse(AnswerSource source, IPriceList prices)
    {
        var response = IsWhole ? WholeAnswers.ToResponse(Updates) : Updates.Select(update => update.ToUpdate()).ToChatResponse();
        response.Usage = UsagePart.Nothing();
        response.SetParacle(Tell(source, prices));
        return response;
    }

    /// <summary>The last update of the answer, for a caller whose call it was not: it tells what the layer did.</summary>
    /// <param name="source">Where the reader's answer comes from.</param>
    /// <param name="prices">Prices what was saved.</param>
    /// <param name="isGiven">Whether the reader has all updates already, and one without content has to tell it.</param>
    public ChatResponseUpdate ToLastUpdate(AnswerSource source, IPriceList prices, bool isGiven)
    {
        var update = isGiven ? new ChatResponseUpdate() : Updates[^1].ToUpdate();
        if (!Array.Exists(Updates, static update => Array.Exists(update.Parts ?? [], static part => part is UsagePart)))
        {
            update.Contents.Add(new UsageContent(UsagePart.Nothing()));
        }

        update.SetParacle(Tell(source, prices));
        return update;
    }

    /// <summary>What its call cost; null when the tokens or their price are not known.</summary>
    public decimal? CostIn(IPriceList prices) => Usage is { TotalTokens: not null } usage ? prices.Find(Provider, Model)?.CostOf(usage) : null;

    private LlmAnswerContext Tell(AnswerSource source, IPriceList prices) => (source == AnswerSource.Store ? new LlmAnswerContext() : Context ?? new LlmAnswerContext()) with
    {
        Provider = Provider,
        Model = Model,
        IsCached = source == AnswerSource.Store,
        IsCoalesced = source == AnswerSource.SharedCall,
        Saved = Usage,
        SavedCost = CostIn(prices),
    };
}
