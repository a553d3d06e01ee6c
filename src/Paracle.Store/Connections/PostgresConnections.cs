using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Paracle.Store;

/// <summary>Makes the pools of the roles, and the clients that call over them.</summary>
internal sealed class PostgresConnections(
    IOptions<PostgresStoreOptions> options, TimeProvider timeProvider, Func<Random> random, StoreTelemetry telemetry, ILogger<PostgresConnections> logger)
{
    public PostgresPool Open(PostgresRole role) => new(role, options.Value, timeProvider, telemetry);

    /// <summary>A client whose statements may take so long.</summary>
    public PostgresClient Client(PostgresPool pool, StatementLimit limit) => new(pool, options.Value, limit, timeProvider, random, telemetry, logger);
}
