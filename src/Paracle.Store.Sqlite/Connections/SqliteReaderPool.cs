using Microsoft.Data.Sqlite;

namespace Paracle.Store.Sqlite;

/// <summary>A bounded pool of connections that only read. The one used last is used next, since its pages are still in its cache.</summary>
internal sealed class SqliteReaderPool(SqliteFile file, int size) : IDisposable
{
    private readonly SemaphoreSlim _free = new(size);
    private readonly Stack<SqliteSession> _idle = new(size); // guarded by itself, as is _isClosed
    private bool _isClosed;

    public async ValueTask<TResult> ReadAsync<TResult>(Func<SqliteSession, TResult> read, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        SqliteSession? session = null;
        try
        {
            session = Take();
            return read(session);
        }
        catch (SqliteException exception)
        {
            throw file.Wrap(exception, "Reading from");
        }
        finally
        {
            GiveBack(session);
            _free.Release();
        }
    }

    /// <summary>Closes what is idle. A read under way ends first and closes its own.</summary>
    public void Dispose()
    {
        lock (_idle)
        {
            _isClosed = true;
            while (_idle.TryPop(out var session))
            {
                session.Dispose();
            }
        }
    }

    private SqliteSession Take()
    {
        lock (_idle)
        {
            if (_isClosed)
            {
                throw new UnavailableException("The SQLite store was closed before the read's turn. Start the host again.");
            }

            if (_idle.TryPop(out var session))
            {
                return session;
            }
        }

        return file.OpenReader();
    }

    private void GiveBack(SqliteSession? session)
    {
        lock (_idle)
        {
            if (session is not null && !_isClosed)
            {
                _idle.Push(session);
                return;
            }
        }

        session?.Dispose();
    }
}
