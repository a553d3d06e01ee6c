using Paracle.AspNetCore.Internal.Executions;
using Paracle.AspNetCore.Internal.Json;
using Paracle.AspNetCore.Internal.Problems;
using Paracle.AspNetCore.Internal.Runs;

namespace Paracle.AspNetCore.Internal.Streams;

/// <summary>Puts the events of a run on the wire.</summary>
internal sealed class AgentEventWriter(EventStream stream)
{
    // The first half of a character whose second half has not come yet.
    private char? _half;

    public void Write(AgentEvent happened)
    {
        if (happened is AgentEvent.Text text)
        {
            WriteText(text.Value);
            return;
        }

        WriteHalf();
        var contracts = HttpJson.Contracts;
        switch (happened)
        {
            case AgentEvent.Started started:
                stream.Write("started"u8, new StartedEvent(started.ExecutionId), contracts.StartedEvent);
                break;
            case AgentEvent.ToolCall call:
                stream.Write("tool_call"u8, new ToolCallEvent(call.CallId, call.Tool, call.Arguments), contracts.ToolCallEvent);
                break;
            case AgentEvent.ToolResult result:
                stream.Write("tool_result"u8, new ToolResultEvent(result.CallId, result.Tool, result.Result, result.IsError), contracts.ToolResultEvent);
                break;
            case AgentEvent.Usage usage:
                stream.Write("usage"u8, UsageDocument.Of(usage.Tokens), contracts.UsageDocument);
                break;
            case AgentEvent.Completed completed:
                stream.Write("completed"u8, RunAnswer.Of(completed.Result), contracts.RunAnswer);
                break;
            case AgentEvent.Failed failed:
                WriteFailed(failed.ExecutionId, failed.State, failed.Code, ClientText.Of(failed.Code, failed.Message));
                break;
            default:
                throw new InvalidOperationException($"The event {happened.GetType().Name} has no form on the wire.");
        }
    }

    /// <summary>Ends a stream whose run raised an error instead of an event.</summary>
    public void Write(Problem problem)
    {
        WriteHalf();
        WriteFailed(problem.ExecutionId, ExecutionState.Failed, problem.Code, problem.Detail);
    }

    private void WriteFailed(ExecutionId? execution, ExecutionState state, string code, string detail) =>
        stream.Write("failed"u8, new FailedEvent(execution, ExecutionStatus.Text(state), code, detail), HttpJson.Contracts.FailedEvent);

    // A model's text comes in pieces that may end within a surrogate pair, which is no text in UTF-8.
    private void WriteText(string text)
    {
        if (_half is { } half)
        {
            text = half + text;
            _half = null;
        }

        if (text.Length > 0 && char.IsHighSurrogate(text[^1]))
        {
            _half = text[^1];
            text = text[..^1];
        }

        if (text.Length > 0)
        {
            stream.Write("text"u8, new TextEvent(text), HttpJson.Contracts.TextEvent);
        }
    }

    private void WriteHalf()
    {
        if (_half is not null)
        {
            _half = null;
            stream.Write("text"u8, new TextEvent("\uFFFD"), HttpJson.Contracts.TextEvent);
        }
    }
}
