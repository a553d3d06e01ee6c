using Microsoft.Extensions.Logging;

namespace Paracle.Runtime.Internal;

/// <summary>The runtime's log events. Errors appear by type and code: their messages may quote prompts or arguments.</summary>
internal static partial class Log
{
    [LoggerMessage(
        EventIdBands.Runtime, LogLevel.Warning,
        "AllowAll is chosen: every caller of every tenant may run every agent of it and call every tool. Call UseGrants to deny what is not granted")]
    public static partial void AllowAllChosen(ILogger logger);

    [LoggerMessage(
        EventIdBands.Runtime + 1, LogLevel.Warning,
        "The cache failed to {Operation} an agent with {ErrorType}; the store answers instead")]
    public static partial void AgentCacheFailed(ILogger logger, string operation, string errorType);

    [LoggerMessage(
        EventIdBands.Runtime + 2, LogLevel.Warning,
        "Tool {Tool} failed with {ErrorType} in execution {ExecutionId}; the model was told")]
    public static partial void ToolFailed(ILogger logger, string tool, string errorType, ExecutionId executionId);

    [LoggerMessage(
        EventIdBands.Runtime + 3, LogLevel.Information,
        "Tool {Tool} was refused in execution {ExecutionId}: subject {Subject} of tenant {Tenant} holds no grant for it; the model was told")]
    public static partial void ToolRefused(ILogger logger, string tool, ExecutionId executionId, string subject, string tenant);

    [LoggerMessage(
        EventIdBands.Runtime + 4, LogLevel.Warning,
        "The end of execution {ExecutionId}, {State}, could not be stored: {ErrorType}. Trying again")]
    public static partial void EndWriteRetried(ILogger logger, ExecutionId executionId, ExecutionState state, string errorType);

    [LoggerMessage(
        EventIdBands.Runtime + 5, LogLevel.Error,
        "The end of execution {ExecutionId}, {State}, was not stored within {Timeout}: it stays as it was stored last")]
    public static partial void EndWriteFailed(ILogger logger, ExecutionId executionId, ExecutionState state, TimeSpan timeout);

    [LoggerMessage(
        EventIdBands.Runtime + 6, LogLevel.Error,
        "Execution {ExecutionId} failed with an unforeseen {ErrorType}: {StackTrace}")]
    public static partial void UnforeseenError(ILogger logger, ExecutionId executionId, string errorType, string? stackTrace);

    [LoggerMessage(
        EventIdBands.Runtime + 7, LogLevel.Warning,
        "The host stops: {Count} runs did not end within {DrainTimeout} and are cancelled")]
    public static partial void RunsCancelledAtStop(ILogger logger, int count, TimeSpan drainTimeout);
}
