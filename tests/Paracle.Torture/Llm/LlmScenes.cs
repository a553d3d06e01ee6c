using Paracle.Testing.Pipelines;

namespace Paracle.Torture.Llm;

/// <summary>Calls that are made together, one kind or another as the dice fall. When the last caller of a scene has gone, what it left at the server is judged.</summary>
internal sealed class LlmScenes(LlmStage stage, StormReport report)
{
    private const int MostTogether = 6;
    private const int LargestBatch = 12;

    private readonly LlmCaller _caller = new(stage, report);
    private readonly LlmVerdict _verdict = new(stage, report);

    public async Task PlayAsync(Random random)
    {
        var provider = Any(random, LlmStage.Names);
        var tenant = Any(random, LlmStage.Tenants);
        LlmQuestion[] questions = random.Next(10) switch
        {
            < 4 => [await AloneAsync(random, provider, tenant)],
            < 7 => [await TogetherAsync(random, provider)],
            < 8 => [await AgainAsync(random, provider, tenant)],
            _ => await BatchAsync(random, provider, tenant),
        };
        report.Count("scenes");
        report.Count("calls", questions.Sum(question => question.Callers));
        await _verdict.JudgeAsync(questions);
    }

    private static T Any<T>(Random random, IReadOnlyList<T> list) => list[random.Next(list.Count)];

    private async Task<LlmQuestion> AloneAsync(Random random, string provider, string tenant)
    {
        var question = stage.Ledger.Ask(random);
        await _caller.AskAsync(LlmCall.Throw(random, question, provider, tenant, "Be brief.", mayCache: false));
        return question;
    }

    // The same question of several tenants at once.
    private async Task<LlmQuestion> TogetherAsync(Random random, string provider)
    {
        var question = stage.Ledger.Ask(random, random.Next(2, MostTogether + 1));
        LlmCall[] calls = [.. Enumerable.Range(0, question.Callers)
            .Select(_ => LlmCall.Throw(random, question, provider, Any(random, LlmStage.Tenants), "Be brief.", mayCache: true))];
        await Task.WhenAll(calls.Select(_caller.AskAsync));
        return question;
    }

    private async Task<LlmQuestion> AgainAsync(Random random, string provider, string tenant)
    {
        var question = stage.Ledger.Ask(random, callers: 3);
        for (var i = 0; i < question.Callers; i++)
        {
            await _caller.AskAsync(LlmCall.Throw(random, question, provider, i == 1 ? Any(random, LlmStage.Tenants) : tenant, "Be brief.", mayCache: true));
        }

        return question;
    }

    private async Task<LlmQuestion[]> BatchAsync(Random random, string provider, string tenant)
    {
        LlmQuestion[] questions = [.. Enumerable.Range(0, random.Next(2, LargestBatch + 1)).Select(_ => stage.Ledger.Ask(random, mayBatch: true))];
        LlmCall[] calls = [.. questions.Select(question => LlmCall.Throw(random, question, provider, tenant, $"Be brief, as in {random.Next(4)}.", mayCache: false))];
        await Task.WhenAll(calls.Select(_caller.AskAsync));
        return questions;
    }
}
