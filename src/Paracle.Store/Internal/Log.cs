using Microsoft.Extensions.Logging;

namespace Paracle.Store;

internal static partial class Log
{
    [LoggerMessage(EventIdBands.Store, LogLevel.Information, "The PostgreSQL store is open in schema {Schema} at migration {Migration}.", EventName = "Opened")]
    public static partial void Opened(this ILogger logger, string schema, int migration);

    [LoggerMessage(EventIdBands.Store + 1, LogLevel.Information, "Migration {Id} ({Name}) is applied to schema {Schema}.", EventName = "Migrated")]
    public static partial void Migrated(this ILogger logger, int id, string name, string schema);

    [LoggerMessage(EventIdBands.Store + 2, LogLevel.Information, "The month {Month} of executions is made.", EventName = "MonthMade")]
    public static partial void MonthMade(this ILogger logger, string month);

    [LoggerMessage(EventIdBands.Store + 3, LogLevel.Warning, "Store operation {Operation} met {Kind} and is tried again.", EventName = "Retried")]
    public static partial void Retried(this ILogger logger, string operation, string kind);

    [LoggerMessage(EventIdBands.Store + 4, LogLevel.Information, "The PostgreSQL store is closed.", EventName = "Closed")]
    public static partial void Closed(this ILogger logger);

    [LoggerMessage(
        EventIdBands.Store + 5, LogLevel.Error, "{Count} buffered writes of executions could not be stored and are lost. PostgresStoreOptions.ExecutionWrites is Buffered.",
        EventName = "WritesLost")]
    public static partial void WritesLost(this ILogger logger, int count);

    [LoggerMessage(
        EventIdBands.Store + 6, LogLevel.Warning, "PostgresStoreOptions.Pooling is PgBouncerTransaction, and no pooler stands before the server: Direct would be faster.",
        EventName = "PoolerMissing")]
    public static partial void PoolerMissing(this ILogger logger);

    [LoggerMessage(EventIdBands.Store + 7, LogLevel.Warning, "{Finding} {Remedy}", EventName = "BudgetExceeded")]
    public static partial void BudgetExceeded(this ILogger logger, string finding, string remedy);

    [LoggerMessage(EventIdBands.Store + 20, LogLevel.Information, "The table {Table} is detached from executions.", EventName = "MonthDetached")]
    public static partial void MonthDetached(this ILogger logger, string table);

    [LoggerMessage(EventIdBands.Store + 21, LogLevel.Information, "The detached table {Table} is put away by {Action}.", EventName = "MonthPutAway")]
    public static partial void MonthPutAway(this ILogger logger, string table, PostgresMaintenanceAction action);

    [LoggerMessage(EventIdBands.Store + 22, LogLevel.Warning, "Maintenance failed and is tried again after {Interval}, or by another host.", EventName = "MaintenanceFailed")]
    public static partial void MaintenanceFailed(this ILogger logger, TimeSpan interval, Exception exception);

    [LoggerMessage(
        EventIdBands.Store + 40, LogLevel.Warning, "The host {Host} was given up for lost: its lease ended and others closed what it ran. It goes on as {Name}.",
        EventName = "HostLost")]
    public static partial void HostLost(this ILogger logger, string host, string name);

    [LoggerMessage(EventIdBands.Store + 41, LogLevel.Warning, "{Count} executions of the lost host {Host} are closed as Failed.", EventName = "OrphansClosed")]
    public static partial void OrphansClosed(this ILogger logger, int count, string host);

    [LoggerMessage(EventIdBands.Store + 42, LogLevel.Warning, "{Work} failed with {ErrorCode} and is done again after a while.", EventName = "PulseFailed")]
    public static partial void PulseFailed(this ILogger logger, string work, string errorCode);

    [LoggerMessage(
        EventIdBands.Store + 43, LogLevel.Warning, "The connection that hears of appends met {Kind} and is opened again; until then queues are polled.",
        EventName = "ListenerLost")]
    public static partial void ListenerLost(this ILogger logger, string kind);
}
