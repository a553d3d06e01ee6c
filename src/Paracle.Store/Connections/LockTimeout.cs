namespace Paracle.Store;

/// <summary>How long statements wait for a lock. DDL waits in a queue that later statements stand behind: better to give up and try again than to hold them up.</summary>
internal static class LockTimeout
{
    private static readonly SqlText Set = new($"SELECT set_config('lock_timeout', $1, $2)");
    private static readonly SqlText Reset = new($"RESET lock_timeout");
    private static readonly SqlText FindBackend = new($"SELECT pg_backend_pid()");

    /// <summary>Limits the waits of the transaction at hand.</summary>
    public static SqlStatement OfTransaction(TimeSpan limit) => Of(limit, isLocal: true);

    /// <summary>Limits the waits of statements that cannot run in a transaction. Behind a pooler they wait as long as a statement may: the setting would stay with
    /// whoever comes next.</summary>
    public static async Task OfSessionAsync(PostgresSession session, TimeSpan limit, Func<Task> work, CancellationToken cancellationToken)
    {
        // A pooler names a backend of its own invention when it greets.
        var backend = await session.ReadAsync(new SqlStatement(FindBackend), static reader => reader.GetInt32(0), cancellationToken).ConfigureAwait(false);
        if (backend[0] != session.BackendId)
        {
            await work().ConfigureAwait(false);
            return;
        }

        try
        {
            await session.ExecuteAsync(Of(limit, isLocal: false), cancellationToken).ConfigureAwait(false); // cancelled, it may have been done
            await work().ConfigureAwait(false);
        }
        finally
        {
            if (session.IsOpen)
            {
                await session.ExecuteAsync(new SqlStatement(Reset), CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private static SqlStatement Of(TimeSpan limit, bool isLocal) =>
        new(Set, SqlValue.Text($"{(long)Math.Ceiling(limit.TotalMilliseconds)}ms"), SqlValue.Flag(isLocal));
}
