using Microsoft.Extensions.Logging;

namespace Paracle.Store.Sqlite;

internal static partial class Log
{
    [LoggerMessage(EventIdBands.Sqlite, LogLevel.Information, "The SQLite store is open at {Path} with schema {Schema}.", EventName = "Opened")]
    public static partial void Opened(this ILogger logger, string path, int schema);

    [LoggerMessage(EventIdBands.Sqlite + 1, LogLevel.Information, "Migration {Id} ({Name}) is applied.", EventName = "Migrated")]
    public static partial void Migrated(this ILogger logger, int id, string name);

    [LoggerMessage(EventIdBands.Sqlite + 2, LogLevel.Information, "The SQLite store is closed.", EventName = "Closed")]
    public static partial void Closed(this ILogger logger);

    [LoggerMessage(EventIdBands.Sqlite + 3, LogLevel.Information, "{Count} executions older than {Retention} are removed.", EventName = "ExecutionsRemoved")]
    public static partial void ExecutionsRemoved(this ILogger logger, long count, TimeSpan retention);

    [LoggerMessage(EventIdBands.Sqlite + 4, LogLevel.Warning, "Maintenance failed and is tried again after {Interval}.", EventName = "MaintenanceFailed")]
    public static partial void MaintenanceFailed(this ILogger logger, TimeSpan interval, Exception exception);

    [LoggerMessage(
        EventIdBands.Sqlite + 5, LogLevel.Warning, "The host {Host} was given up for lost: its lease ended and others closed what it ran. It goes on as {Name}.",
        EventName = "HostLost")]
    public static partial void HostLost(this ILogger logger, string host, string name);

    [LoggerMessage(EventIdBands.Sqlite + 6, LogLevel.Warning, "{Count} executions of the lost host {Host} are closed as Failed.", EventName = "OrphansClosed")]
    public static partial void OrphansClosed(this ILogger logger, int count, string host);

    [LoggerMessage(
        EventIdBands.Sqlite + 7, LogLevel.Warning, "Renewing the host's lease or looking for lost hosts failed with {ErrorCode} and is done again after a while.",
        EventName = "HostFailed")]
    public static partial void HostFailed(this ILogger logger, string errorCode);
}
