using Microsoft.Extensions.Logging;

namespace Paracle.AspNetCore.Internal;

/// <summary>The endpoints' log events. Errors that were not raised on purpose appear by type only: their messages may quote what was sent.</summary>
internal static partial class Log
{
    [LoggerMessage(EventIdBands.AspNetCore, LogLevel.Error, "{Endpoint} failed with an unforeseen {ErrorType}: {StackTrace}")]
    public static partial void UnforeseenError(ILogger logger, string endpoint, string errorType, string? stackTrace);

    [LoggerMessage(EventIdBands.AspNetCore + 1, LogLevel.Warning, "{Endpoint} answered {Status} with {Code}: {Reason}")]
    public static partial void ServerError(ILogger logger, string endpoint, int status, string code, string reason);

    [LoggerMessage(
        EventIdBands.AspNetCore + 2, LogLevel.Information,
        "Subject {Subject} of tenant {Tenant} was refused {Action} on agent {Agent}: no grant covers it")]
    public static partial void Refused(ILogger logger, string subject, string tenant, GrantAction action, string agent);

    [LoggerMessage(
        EventIdBands.AspNetCore + 3, LogLevel.Warning,
        "The rate limit store failed with {ErrorType}; this host counts for itself and asks again in {Pause}")]
    public static partial void SharedLimitUnavailable(ILogger logger, string errorType, TimeSpan pause);

    [LoggerMessage(
        EventIdBands.AspNetCore + 4, LogLevel.Warning,
        "The reader of an event stream took nothing for {Timeout}; the connection was cut and the run cancelled")]
    public static partial void SlowReaderCut(ILogger logger, TimeSpan timeout);

    [LoggerMessage(EventIdBands.AspNetCore + 5, LogLevel.Warning, "The store check {Check} failed with {ErrorType}")]
    public static partial void CheckFailed(ILogger logger, string check, string errorType);
}
