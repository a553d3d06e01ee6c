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
}
