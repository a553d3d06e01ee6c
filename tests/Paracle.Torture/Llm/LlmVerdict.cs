using Paracle.Testing;
using Paracle.Testing.Pipelines;

namespace Paracle.Torture.Llm;

/// <summary>Judges what a question was at the server, and what is left when nobody asks any more.</summary>
internal sealed class LlmVerdict(LlmStage stage, StormReport report)
{
    // A prompt of a batch is sent with all, with half of them, and alone.
    private const int CallsOfABatch = 3;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    public async Task JudgeAsync(IReadOnlyCollection<LlmQuestion> questions)
    {
        // A batch may hold prompts of other scenes, whose callers are still there.
        foreach (var request in questions.Where(question => !question.MayBatch).SelectMany(question => question.Requests))
        {
            await WaitForEndAsync(request.Request.Ended);
        }

        foreach (var question in questions)
        {
            JudgeAttempts(question);
        }
    }

    /// <summary>When every caller has gone: nothing is under way, waits, is reserved or was asked too often.</summary>
    public async Task JudgeAllAsync()
    {
        await PromiseAsync(() => new(stage.Server.Counters.Current.InFlight == 0), () => $"the server still has {stage.Server.Counters.Current}");
        await PromiseAsync(() => new(stage.Meters[TelemetryNames.RateLimitWaiting] == 0), () => $"{stage.Meters[TelemetryNames.RateLimitWaiting]} calls wait for their turn though nobody calls");
        foreach (var tenant in LlmStage.Tenants)
        {
            await PromiseAsync(async () => await stage.ReservedAsync(tenant) == 0, () => $"tokens of tenant {tenant} are still reserved though nobody calls");
        }

        report.Promise(stage.Meters[TelemetryNames.BudgetUnsettled] == 0, "a reservation was not settled");
        foreach (var question in stage.Ledger.Questions)
        {
            JudgeAttempts(question);
        }
    }

    private void JudgeAttempts(LlmQuestion question)
    {
        foreach (var requests in question.Requests.GroupBy(request => request.Request.Model, StringComparer.Ordinal))
        {
            var most = question.Callers * LlmStage.MaxAttempts;
            report.Promise(requests.Count(request => !request.IsBatch) <= most, $"{question.Nonce} was sent more than {most} times: {Tell(question)}");
            report.Promise(requests.Count() <= most * CallsOfABatch, $"{question.Nonce} was sent more than {most * CallsOfABatch} times, batches included: {Tell(question)}");
        }

        if (question is { Callers: 1, MayBatch: false })
        {
            var requests = question.Requests;
            report.Promise(
                requests.SkipLast(1).All(request => request.Fate is LlmFate.Refused or LlmFate.RefusedForADay),
                $"{question.Nonce} was sent again though it had been taken: {Tell(question)}");
            report.Promise(
                requests.Zip(requests.Skip(1)).All(pair => pair.First.Fate is not LlmFate.RefusedForADay || pair.First.Request.Model != pair.Second.Request.Model),
                $"{question.Nonce} was sent again to the provider that had refused it for a day: {Tell(question)}");
        }
    }

    private async Task WaitForEndAsync(Task ended)
    {
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            await ended.WaitAsync(Waiting.Limit, TimeProvider.System, CancellationToken.None);
            report.Count("exchanges.late", TimeProvider.System.GetElapsedTime(began) > Soon ? 1 : 0);
        }
        catch (TimeoutException)
        {
            report.Promise(isKept: false, $"the server was still answering {Waiting.Limit.TotalSeconds} s after the last caller had gone");
        }
    }

    private async Task PromiseAsync(Func<ValueTask<bool>> isKept, Func<string> promise)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isKept() && TimeProvider.System.GetElapsedTime(began) < Waiting.Limit)
        {
            await Task.Delay(Period, TimeProvider.System);
        }

        report.Promise(await isKept(), promise());
    }

    private static string Tell(LlmQuestion question) =>
        string.Join(", ", question.Requests.Select(request => $"{request.Request.Model}{(request.IsBatch ? " in a batch" : "")} {request.Fate}"));
}
