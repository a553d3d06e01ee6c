using Microsoft.Extensions.Logging;

namespace Paracle.Store.Sqlite;

/// <summary>Closes what hosts left behind whose lease ended. Any host may: one transaction at a time has the file.</summary>
internal sealed class OrphanSweeper(SqliteDatabase database, HostLease lease, TimeProvider timeProvider, SqliteTelemetry telemetry, ILogger<OrphanSweeper> logger)
{
    private const string Reason = "The host that ran it was lost: its lease ended and was not renewed. Run it again.";

    // A transaction of milliseconds.
    private const int MaxExecutions = 500;

    // How long what a paused host may still write under a name that is out of use is looked for.
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (!lease.IsSettled)
        {
            return;
        }

        var lost = await database.ReadAsync(FindLost, cancellationToken).ConfigureAwait(false);
        if (lost.Count == 0)
        {
            return;
        }

        foreach (var host in lost)
        {
            await CloseAsync(host, cancellationToken).ConfigureAwait(false);
        }

        var before = Now() - (long)Patience.TotalMilliseconds;
        await database.WriteOnceAsync(session => session.Execute(HostSql.Forget, ("$before", before)), cancellationToken).ConfigureAwait(false);
    }

    private List<string> FindLost(SqliteSession session)
    {
        var names = new List<string>();
        using var reader = session.Query(HostSql.FindLost, ("$now", Now()));
        while (reader.Read())
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    private async Task CloseAsync(string host, CancellationToken cancellationToken)
    {
        var (total, closed) = (0, 0);
        do
        {
            closed = await database.WriteAsync(session => Close(session, host), cancellationToken).ConfigureAwait(false);
            total += closed;
        }
        while (closed == MaxExecutions);

        if (total > 0)
        {
            telemetry.OrphansClosed(total);
            logger.OrphansClosed(total, host);
        }
    }

    private int Close(SqliteSession session, string host)
    {
        var now = Now();
        return session.Execute(HostSql.Sweep, ("$now", now), ("$name", host)) == 0
            ? 0 // it has renewed its lease
            : session.Execute(
                HostSql.Close, ("$now", now), ("$error_code", ErrorCodes.HostLost), ("$error_message", Reason), ("$name", host), ("$limit", MaxExecutions));
    }

    private long Now() => timeProvider.GetUtcNow().ToUnixTimeMilliseconds();
}
