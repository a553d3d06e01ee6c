using Microsoft.Extensions.AI;
using Paracle.Runtime.Internal.Tools;

namespace Paracle.Runtime.Internal.Runs;

/// <summary>
/// Asks the model, calls the tools it asks for one after the other, and asks again, until it answers or a bound is reached. No
/// bound is overstepped by even one call: tools that nobody would read the results of are not called.
/// </summary>
internal sealed class RunLoop(ToolCaller tools)
{
    public async Task<string> RunAsync(RunPlan plan, ActiveRun run, IModelCall model, RunTally tally, RunEvents events)
    {
        var options = plan.OptionsFor(run);
        List<ChatMessage> messages = [new(ChatRole.User, run.Request.Task)];
        while (true)
        {
            var response = await AskAsync(plan, run, model, messages, options, tally, events).ConfigureAwait(false);
            ModelAnswer.RequireWhole(response, run.Id);
            var calls = ModelAnswer.CallsOf(response);
            if (calls.Count == 0)
            {
                return ModelAnswer.TextOf(response, run.Id);
            }

            RequireRoom(run, tally, calls.Count);
            messages.AddRange(response.Messages);
            messages.Add(new ChatMessage(ChatRole.Tool, await AnswerAsync(calls, plan, run, tally, events).ConfigureAwait(false)));
        }
    }

    private static async Task<ChatResponse> AskAsync(
        RunPlan plan, ActiveRun run, IModelCall model, List<ChatMessage> messages, ChatOptions options, RunTally tally, RunEvents events)
    {
        tally.Steps++;
        var usage = TokenUsage.Unknown;
        try
        {
            var response = await model.AskAsync(plan.Client, messages, options, events, run.Token).ConfigureAwait(false);
            usage = TokenUsage.FromReported(response.Usage?.InputTokenCount, response.Usage?.OutputTokenCount);
            tally.Note(response.FindParacle());
            await events.EmitAsync(new AgentEvent.Usage(usage), run.Token).ConfigureAwait(false);
            return response;
        }
        catch (Exception exception) when (exception is not ParacleException && run.StopCause == RunStop.None)
        {
            throw new ProviderException(
                $"The model call of agent '{plan.Spec.Name}' at {Describe(plan.Spec.Provider)} failed with {exception.GetType().Name}. "
                + "Try again, or check the provider's set-up.",
                exception)
            {
                Provider = plan.Spec.Provider,
                ExecutionId = run.Id,
            };
        }
        finally
        {
            // A call that failed may have been billed: then what was spent is unknown, not zero.
            tally.Usage += usage;
        }
    }

    private static string Describe(string? provider) => provider is null ? "the default provider" : $"provider '{provider}'";

    private static void RequireRoom(ActiveRun run, RunTally tally, int calls)
    {
        if (tally.Steps >= run.Bounds.MaxSteps)
        {
            throw new LimitExceededException(
                ErrorCodes.StepLimit,
                $"Agent '{run.Request.Agent}' still asked for tools after {tally.Steps} model calls, the most of this run. Raise RuntimeOptions.MaxSteps or the request's limit.")
            {
                ExecutionId = run.Id,
            };
        }

        if (calls > run.Bounds.MaxToolCalls - tally.ToolCalls)
        {
            throw new LimitExceededException(
                ErrorCodes.ToolCallLimit,
                $"Agent '{run.Request.Agent}' asked for {calls} tool calls after {tally.ToolCalls}; a run may make {run.Bounds.MaxToolCalls}. "
                + "Raise RuntimeOptions.MaxToolCalls or the request's limit.")
            {
                ExecutionId = run.Id,
            };
        }
    }

    private async Task<List<AIContent>> AnswerAsync(
        IReadOnlyList<FunctionCallContent> calls, RunPlan plan, ActiveRun run, RunTally tally, RunEvents events)
    {
        List<AIContent> results = new(calls.Count);
        foreach (var call in calls)
        {
            run.Token.ThrowIfCancellationRequested();
            tally.ToolCalls++;
            if (events.HasReader)
            {
                await events.EmitAsync(new AgentEvent.ToolCall(call.CallId, call.Name, ToolArguments.TextOf(call)), run.Token).ConfigureAwait(false);
            }

            var answer = await tools.CallAsync(call, plan, run).ConfigureAwait(false);
            await events.EmitAsync(new AgentEvent.ToolResult(call.CallId, call.Name, answer.Text, answer.IsError), run.Token).ConfigureAwait(false);
            results.Add(new FunctionResultContent(call.CallId, answer.Text));
        }

        return results;
    }
}
