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
}
