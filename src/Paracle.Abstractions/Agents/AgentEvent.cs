namespace Paracle;

/// <summary>Something that happened in a run.</summary>
public abstract record AgentEvent
{
    private AgentEvent()
    {
    }

    /// <summary>The run began; its execution is stored as Running.</summary>
    /// <param name="ExecutionId">The execution.</param>
    public sealed record Started(ExecutionId ExecutionId) : AgentEvent;

    /// <summary>The model said something.</summary>
    /// <param name="Value">The next piece of text.</param>
    public sealed record Text(string Value) : AgentEvent;

    /// <summary>The model asked for a tool.</summary>
    /// <param name="CallId">Ties the result to the call.</param>
    /// <param name="Tool">The tool's name.</param>
    /// <param name="Arguments">The arguments as JSON.</param>
    public sealed record ToolCall(string CallId, string Tool, string Arguments) : AgentEvent;

    /// <summary>A tool gave its result, or why it has none.</summary>
    /// <param name="CallId">The call it answers.</param>
    /// <param name="Tool">The tool's name.</param>
    /// <param name="Result">The result as the model gets it.</param>
    /// <param name="IsError">Whether the call was refused or failed.</param>
    public sealed record ToolResult(string CallId, string Tool, string Result, bool IsError) : AgentEvent;

    /// <summary>A model call ended.</summary>
    /// <param name="Tokens">The tokens of that call.</param>
    public sealed record Usage(TokenUsage Tokens) : AgentEvent;

    /// <summary>The run succeeded; its execution is stored. The last event.</summary>
    /// <param name="Result">The answer and what it took.</param>
    public sealed record Completed(AgentRunResult Result) : AgentEvent;

    /// <summary>The run ended without a result; its execution is stored. The last event.</summary>
    /// <param name="ExecutionId">The execution.</param>
    /// <param name="State">Failed, Cancelled or TimedOut.</param>
    /// <param name="Code">One of <see cref="ErrorCodes"/>.</param>
    /// <param name="Message">The reason; holds nothing secret.</param>
    public sealed record Failed(ExecutionId ExecutionId, ExecutionState State, string Code, string Message) : AgentEvent;
}
