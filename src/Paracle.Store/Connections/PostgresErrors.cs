using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace Paracle.Store;

/// <summary>
/// What errors of the server and of the line to it mean. Npgsql's own IsTransient missed nearly every error of a failover (1,759 of 1,761), so the
/// SQLSTATE and the socket's error decide.
/// </summary>
internal static class PostgresErrors
{
    /// <summary>Whether the error comes from the server, the driver or the line, and not from our own code.</summary>
    public static bool IsForeign(Exception exception) =>
        exception is NpgsqlException or SocketException or IOException or TimeoutException or AuthenticationException or ObjectDisposedException;

    /// <summary>Whether the same call may succeed at once. Time-outs are not: the caller has waited for them already.</summary>
    public static bool IsTransient(Exception exception) => exception switch
    {
        PostgresException { SqlState: var state } error => IsTransient(state) && !IsRefusedByPooler(error),
        SocketException => true,
        IOException => true,
        NpgsqlException { InnerException: SocketException or IOException } => true,

        // Of several hosts none is the primary now, or none can be reached: a failover is under way.
        NpgsqlException { InnerException: AggregateException all } => all.InnerExceptions.Any(static one => IsTransient(one) || IsTimeout(one)),
        NpgsqlException { InnerException: NpgsqlException only } => IsTransient(only),
        NpgsqlException { InnerException: null } => IsWithoutPrimary(exception) || IsToldOfACrash(exception),
        _ => false,
    };

    /// <summary>Whether a row found no partition for its time. A violated check has the same SQLSTATE, but it has a name.</summary>
    public static bool IsMissingPartition(Exception? exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.CheckViolation, ConstraintName: null or "" };

    /// <summary>Whether one row of a batch brought the error with it: data (22), integrity (23), a view's check (44), limits (54), a trigger (P0), or a month
    /// that cannot be or that this host must not make.</summary>
    public static bool IsOfARow(ParacleException exception) => exception is InvalidInputException or ConfigurationException { InnerException: null } ||
        exception.InnerException is PostgresException { SqlState: ['2', '2' or '3', ..] or ['4', '4', ..] or ['5', '4', ..] or ['P', '0', ..] };

    /// <summary>The error in a word, for logs: the SQLSTATE or the type.</summary>
    public static string Kind(Exception exception) => exception is PostgresException error ? error.SqlState : (exception.InnerException ?? exception).GetType().Name;

    /// <summary>The typed error. Messages of the server are left out: they may quote values.</summary>
    /// <param name="exception">The error.</param>
    /// <param name="operation">What was being done, for example <c>agents.save</c>.</param>
    /// <param name="isConnected">Whether there was a connection: what goes wrong before is mostly the set-up's.</param>
    /// <param name="limit">How long each statement was waited for.</param>
    /// <param name="options">The settings that the remedies name.</param>
    public static ParacleException Wrap(Exception exception, string operation, bool isConnected, StatementLimit limit, PostgresStoreOptions options) => exception switch
    {
        PostgresException error => Wrap(error, operation, options),
        ObjectDisposedException => new UnavailableException($"The PostgreSQL store was stopped during '{operation}'. Start the host again and repeat the call.", exception),
        AuthenticationException or NpgsqlException { InnerException: AuthenticationException } => Configuration(
            operation, "the server's certificate was refused. Give PostgresStoreOptions.ConnectionString a Root Certificate and the host name that the certificate is for.", exception),
        TimeoutException or NpgsqlException { InnerException: TimeoutException } when isConnected => Unavailable(
            operation, $"the server did not answer within PostgresStoreOptions.{limit.Setting}, {limit.Duration}. Look at its load, or raise it.", exception),
        TimeoutException or NpgsqlException { InnerException: TimeoutException } => Unavailable(
            operation, $"no connection was made within PostgresStoreOptions.ConnectTimeout, {options.ConnectTimeout}. Look at the server's load and the way to it, or raise it.", exception),
        NpgsqlException { InnerException: null } when !isConnected && !IsTransient(exception) => Configuration(
            operation, "the driver and the server did not agree on how to connect. Check the credentials and SSL Mode in PostgresStoreOptions.ConnectionString.", exception),
        _ => Unavailable(operation, "the line to the server broke or the server cannot be reached. Check that it runs and that PostgresStoreOptions.ConnectionString names it.", exception),
    };

    private static ParacleException Wrap(PostgresException error, string operation, PostgresStoreOptions options) => error.SqlState switch
    {
        PostgresErrorCodes.ProtocolViolation when error.MessageText.Contains("statement pooling", StringComparison.Ordinal) => Configuration(
            operation, "PgBouncer pools statements, and the store needs transactions. Set its pool_mode to transaction.", error),
        _ when IsRefusedByPooler(error) => Refused(operation, error),
        ['2', '8', ..] => Refused(operation, error),
        PostgresErrorCodes.InvalidCatalogName => Configuration(operation, "the database does not exist. Create it, or correct PostgresStoreOptions.ConnectionString.", error),
        PostgresErrorCodes.InsufficientPrivilege => Configuration(
            operation, "the role lacks a privilege. Grant it what docs/store-postgres.md lists, or set PostgresStoreOptions.MaintenanceConnectionString.", error),
        PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn => Configuration(
            operation, $"the schema '{options.Schema}' lacks what these binaries need. Start one host with PostgresStoreOptions.Migrations set to Apply.", error),
        PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.DuplicateObject => Configuration(
            operation, $"the schema '{options.Schema}' holds something of another application. Choose another PostgresStoreOptions.Schema.", error),
        PostgresErrorCodes.DuplicatePreparedStatement or PostgresErrorCodes.InvalidSqlStatementName => Configuration(
            operation, "prepared statements met a pooler in transaction mode. Set PostgresStoreOptions.Pooling to PgBouncerTransaction and leave PreparedStatements alone, or use PgBouncer 1.21 with max_prepared_statements.", error),
        PostgresErrorCodes.UntranslatableCharacter or PostgresErrorCodes.CharacterNotInRepertoire => Configuration(
            operation, "the database's encoding cannot hold the text. Create it with ENCODING 'UTF8'.", error),
        PostgresErrorCodes.QueryCanceled => Unavailable(operation, "the server cancelled the statement, as its statement_timeout or an administrator asked. Repeat the call.", error),
        PostgresErrorCodes.ReadOnlySqlTransaction => Unavailable(operation, "the server is read-only, as a standby is. Repeat the call once it is promoted, or name the primary.", error),
        PostgresErrorCodes.DiskFull => Unavailable(operation, "the server's disk is full. Free space; the store goes on by itself.", error),
        PostgresErrorCodes.TooManyConnections => Unavailable(operation, "the server has no connection left. Lower PostgresStoreOptions.MaxPoolSize of the hosts, or raise max_connections.", error),
        _ => Unavailable(operation, $"the server reported SQLSTATE {error.SqlState}. {(IsTransient(error.SqlState) ? "Repeat the call." : "Its log has the details.")}", error),
    };

    // 08 connection, 53 resources, 57P01-03 shut-down and start, 25006 read-only, 40001 and 40P01 serialization and deadlock, 55P03 lock not to be had.
    private static bool IsTransient(string state) =>
        state.StartsWith("08", StringComparison.Ordinal)
        || state.StartsWith("53", StringComparison.Ordinal)
        || state is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow or "57P05" // an idle session that the server ended
            or PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.LockNotAvailable;

    // PgBouncer says nearly everything with 08P01, in English: a wrong password cannot be told from a broken line but by its words.
    private static bool IsRefusedByPooler(PostgresException error) =>
        error.SqlState is PostgresErrorCodes.ProtocolViolation
        && (error.MessageText.Contains("authentication failed", StringComparison.Ordinal) || error.MessageText.Contains("no such", StringComparison.Ordinal));

    private static bool IsTimeout(Exception exception) => exception is TimeoutException or NpgsqlException { InnerException: TimeoutException };

    private static bool IsWithoutPrimary(Exception exception) => exception.Message.StartsWith("No suitable host", StringComparison.Ordinal);

    // A server that crashes tells so in plain text whoever is connecting at that moment: it stands behind its answer about TLS, and the driver gives up.
    private static bool IsToldOfACrash(Exception exception) => exception.Message.StartsWith("Additional unencrypted data", StringComparison.Ordinal);

    private static ConfigurationException Refused(string operation, PostgresException error) =>
        Configuration(operation, "the server refused the credentials, or knows no such database. Correct PostgresStoreOptions.ConnectionString.", error);

    private static ConfigurationException Configuration(string operation, string reason, Exception cause) => new($"Store operation '{operation}' failed: {reason}", cause);

    private static UnavailableException Unavailable(string operation, string reason, Exception cause) => new($"Store operation '{operation}' failed: {reason}", cause);
}
