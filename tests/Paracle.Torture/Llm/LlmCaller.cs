using Microsoft.Extensions.AI;
using Paracle.Testing;
using Paracle.Testing.Pipelines;

namespace Paracle.Torture.Llm;

/// <summary>Makes calls and judges how each ends: with the whole answer to its own question, with an error of ours, or because its caller has left.</summary>
internal sealed class LlmCaller(LlmStage stage, StormReport report)
{
    public async Task AskAsync(LlmCall call)
    {
        using var left = new CancellationTokenSource();
        if (call.LeavesAfter is { } stay)
        {
            left.CancelAfter(stay);
        }

        var began = TimeProvider.System.GetTimestamp();
        var asking = Task.Run(() => AskAsync(call, left.Token), CancellationToken.None);
        try
        {
            Judge(call, await asking.WaitAsync(Waiting.Limit, TimeProvider.System, CancellationToken.None));
        }
        catch (TimeoutException)
        {
            report.Promise(isKept: false, $"a call had not ended after {Waiting.Limit.TotalSeconds} s: {call}");
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested)
        {
            report.Count("ended.left");
        }
        catch (ParacleException exception) when (exception is ProviderException or LimitExceededException)
        {
            report.Count(exception is ProviderException provider ? $"ended.{provider.Failure}" : $"ended.{exception.Code}");
        }
#pragma warning disable CA1031 // whatever else it is, it is what must not come out
        catch (Exception exception)
#pragma warning restore CA1031
        {
            report.Promise(isKept: false, $"a call ended with what is no error of a provider or a limit: {exception}");
        }

        stage.Took(TimeProvider.System.GetElapsedTime(began));
    }

    private void Judge(LlmCall call, ChatResponse? response)
    {
        if (response is null)
        {
            report.Count("ended.stopped_reading");
            return;
        }

        var context = response.FindParacle();
        report.Count("ended.answered");
        report.Count("answered.cached", context?.IsCached == true ? 1 : 0);
        report.Count("answered.coalesced", context?.IsCoalesced == true ? 1 : 0);
        report.Count("answered.batched", context?.IsBatched == true ? 1 : 0);
        report.Count("answered.fallback", context?.IsFallback == true ? 1 : 0);
        report.Promise(
            stage.Ledger.IsAnswerTo(call.Question, call.Tenant, response.Text),
            $"tenant {call.Tenant} was given '{response.Text[..Math.Min(response.Text.Length, 200)]}' as the whole answer: {call}");
        report.Promise(response.FinishReason == ChatFinishReason.Stop, $"an answer came as whole with finish reason {response.FinishReason}: {call}");
    }

    /// <returns>The answer, or null when the caller did not read to its end.</returns>
    private async Task<ChatResponse?> AskAsync(LlmCall call, CancellationToken cancellationToken)
    {
        var client = stage.Client(call.Provider);
        ChatMessage[] messages = [new(ChatRole.System, call.Instructions), new(ChatRole.User, call.Question.Prompt)];
        var options = new ChatOptions { Temperature = call.MayCache ? 0 : null }.WithParacle(new LlmCallContext
        {
            Tenant = new TenantId(call.Tenant),
            AllowBatching = call.Question.MayBatch,
            Deadline = TimeProvider.System.GetUtcNow() + call.Patience,
        });
        if (!call.IsStreaming)
        {
            return await client.GetResponseAsync(messages, options, cancellationToken);
        }

        List<ChatResponseUpdate> updates = [];
        await foreach (var update in client.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            updates.Add(update);
            if (updates.Count == call.StopsReadingAfter)
            {
                return null;
            }
        }

        return updates.ToChatResponse();
    }
}
