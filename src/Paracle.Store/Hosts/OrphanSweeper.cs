using Microsoft.Extensions.Logging;

namespace Paracle.Store;

/// <summary>Closes what hosts left behind whose lease ended. Any host may; of several at once each lost host has one.</summary>
internal sealed class OrphanSweeper(PostgresDatabase database, HostLease lease, HostIdentity identity, OrphanTelemetry telemetry, ILogger<OrphanSweeper> logger)
{
    private const int MaxHosts = 1000;

    // Short enough to hold the rows' locks for milliseconds.
    private const int MaxExecutions = 500;

    private readonly OrphanSql _sql = new(database.Schema);

    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var lost = await database.RunAsync("hosts.find_lost", FindAsync, cancellationToken).ConfigureAwait(false);
        telemetry.Found(lost.FirstOrDefault(host => host.IsUnswept)?.Since);
        if (lost.Count == 0 || !lease.IsSettled)
        {
            return;
        }

        foreach (var host in lost)
        {
            await CloseAsync(host, cancellationToken).ConfigureAwait(false);
        }

        telemetry.Found(null);
        await database.RunAsync("hosts.forget", (session, token) => session.ExecuteAsync(_sql.Forget(), token), cancellationToken).ConfigureAwait(false);
    }

    private Task<List<LostHost>> FindAsync(PostgresSession session, CancellationToken cancellationToken) => session.ReadAsync(
        _sql.Find(MaxHosts, identity.Name),
        static reader => new LostHost(reader.GetString(0), Columns.Time(reader, 1), TimeSpan.FromSeconds(reader.GetDouble(2)), reader.GetBoolean(3)),
        cancellationToken);

    private async Task CloseAsync(LostHost host, CancellationToken cancellationToken)
    {
        var (total, closed) = (0, 0);
        do
        {
            closed = await database.RunAsync("hosts.close", (session, token) => CloseAsync(session, host, token), cancellationToken).ConfigureAwait(false);
            total += closed;
        }
        while (closed == MaxExecutions);

        if (total > 0)
        {
            telemetry.Closed(total);
            logger.OrphansClosed(total, host.Name);
        }
    }

    private async Task<int> CloseAsync(PostgresSession session, LostHost host, CancellationToken cancellationToken)
    {
        var counts = await session.ReadAsync(_sql.Close(host, MaxExecutions), static reader => (int)reader.GetInt64(0), cancellationToken).ConfigureAwait(false);
        return counts.Single();
    }
}
