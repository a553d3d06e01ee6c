using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Paracle.Runtime.Internal.Grants;
using Paracle.Runtime.Internal.Runs;

namespace Paracle.Runtime.Internal.Tools;

/// <summary>Answers one tool call of a model: what is unknown, malformed, not granted or fails is an error the model is told.</summary>
internal sealed class ToolCaller(
    GrantGate grants,
    IServiceScopeFactory scopes,
    IOptions<RuntimeOptions> options,
    RuntimeTelemetry telemetry,
    TimeProvider timeProvider,
    ILogger<ToolCaller> logger)
{
    private readonly int _maxLength = options.Value.MaxToolResultLength;

    public async Task<ToolAnswer> CallAsync(FunctionCallContent call, RunPlan plan, ActiveRun run)
    {
        if (!plan.Tools.TryGetValue(call.Name, out var tool))
        {
            return ToolAnswer.Error($"there is no such tool. Tools: {string.Join(", ", plan.Tools.Keys)}.");
        }

        using var activity = telemetry.StartTool(call.Name);
        var begun = timeProvider.GetTimestamp();
        var outcome = ToolOutcome.Error;
        try
        {
            var answer = await CheckAndInvokeAsync(tool.Function, call, run).ConfigureAwait(false);
            outcome = answer.Outcome;
            return answer with { Text = ToolResultText.Limit(answer.Text, _maxLength) };
        }
        finally
        {
            telemetry.ToolEnded(outcome, timeProvider.GetElapsedTime(begun), activity);
        }
    }

    private async Task<ToolAnswer> CheckAndInvokeAsync(AIFunction tool, FunctionCallContent call, ActiveRun run)
    {
        if (!ToolArguments.TryRead(call, out var arguments))
        {
            return ToolAnswer.Error("the arguments are not a JSON object.");
        }

        if (!ToolArguments.Fit(arguments, tool.JsonSchema, out var fault))
        {
            return ToolAnswer.Error($"the arguments do not fit the tool's schema. {fault}");
        }

        var caller = run.Request.Caller;
        if (!await grants.AllowsAsync(caller, GrantAction.Call, GrantResource.Tool(tool.Name), run.Token).ConfigureAwait(false))
        {
            Log.ToolRefused(logger, tool.Name, run.Id, caller.Subject, caller.Tenant.Value);
            return new ToolAnswer("Error: not granted.", ToolOutcome.Refused);
        }

        return await InvokeAsync(tool, call, run).ConfigureAwait(false);
    }

    private async Task<ToolAnswer> InvokeAsync(AIFunction tool, FunctionCallContent call, ActiveRun run)
    {
        try
        {
            var result = await InvokeInScopeAsync(tool, call, run).AbandonAtAsync(run.Token).ConfigureAwait(false);
            return ToolResultText.Of(result, tool.JsonSerializerOptions) is { } text
                ? new ToolAnswer(text, ToolOutcome.Ok)
                : ToolAnswer.Error("the tool returned a value that has no text form.");
        }
        catch (Exception exception) when (!run.Token.IsCancellationRequested)
        {
            // The type only: a message may quote a secret, and the model's answer may be shown to anyone.
            Log.ToolFailed(logger, tool.Name, exception.GetType().Name, run.Id);
            return ToolAnswer.Error($"the tool failed with {exception.GetType().Name}.");
        }
    }

    private async Task<object?> InvokeInScopeAsync(AIFunction tool, FunctionCallContent call, ActiveRun run)
    {
        // A tool may block its thread, which must not be the run's: that would keep the run from its bound of time, and the host from stopping.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            var arguments = new AIFunctionArguments(call.Arguments, StringComparer.Ordinal)
            {
                Services = scope.ServiceProvider,
                Context = new Dictionary<object, object?> { [typeof(Caller)] = run.Request.Caller, [typeof(ExecutionId)] = run.Id },
            };
            return await tool.InvokeAsync(arguments, run.Token).ConfigureAwait(false);
        }
    }
}
